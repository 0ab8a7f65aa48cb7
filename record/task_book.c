/* SPDX-License-Identifier: GPL-2.0 */
#include "record/task_book.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/task_info.h"

#define ROOM 1024	/* at first; a power of two */
#define ENOUGH 16384	/* so many are no burden */
#define TICK 100000000	/* ns: /proc's times of a start are coarser than the module's */
#define SAVED (1 << 20) /* bytes of saved_cmdlines, at most */

void task_book_init(struct task_book *b, struct roster *roster, const char *proc,
		    const char *tracing)
{
	*b = (struct task_book){ .proc = proc, .tracing = tracing, .roster = roster };
	b->epoch = 1;
	b->before = -1u; /* the first is 1 */
	pthread_mutex_init(&b->lock, NULL);
}

void task_book_release(struct task_book *b)
{
	free(b->booked);
	free(b->pending);
	free(b->saved);
	free(b->own);
	pthread_mutex_destroy(&b->lock);
	memset(b, 0, sizeof(*b));
}

void task_book_own(struct task_book *b)
{
	struct dirent **threads;
	int n = scandir("/proc/self/task", &threads, NULL, NULL);

	pthread_mutex_lock(&b->lock);
	b->nown = 0;
	b->own = n > 0 ? reallocarray(b->own, n, sizeof(*b->own)) : b->own;
	for (int i = 0; i < n; i++) {
		if (b->own && threads[i]->d_name[0] != '.')
			b->own[b->nown++] = strtoul(threads[i]->d_name, NULL, 10);
		free(threads[i]);
	}
	if (n >= 0)
		free(threads);
	pthread_mutex_unlock(&b->lock);
}

static bool is_own(const struct task_book *b, uint32_t tid)
{
	for (uint32_t i = 0; i < b->nown; i++)
		if (b->own[i] == tid)
			return true;
	return false;
}

/* ---- By tid ---- */

static struct booked *find(struct booked *booked, uint32_t room, uint32_t tid)
{
	uint32_t i = tid * 2654435761u & (room - 1);

	while (booked[i].number && booked[i].tid != tid)
		i = (i + 1) & (room - 1);
	return &booked[i];
}

/* Those of this epoch or the one before, or all, in as much room as they need. */
static int rebuild(struct task_book *b, uint32_t since)
{
	uint32_t kept = 0, room = ROOM;
	struct booked *booked;

	for (uint32_t i = 0; i < b->room; i++)
		kept += b->booked[i].number && b->booked[i].epoch >= since;
	while (room < 4 * kept)
		room *= 2;
	booked = calloc(room, sizeof(*booked));
	if (!booked)
		return -ENOMEM;
	for (uint32_t i = 0; i < b->room; i++)
		if (b->booked[i].number && b->booked[i].epoch >= since)
			*find(booked, room, b->booked[i].tid) = b->booked[i];
	free(b->booked);
	b->booked = booked;
	b->room = room;
	b->n = kept;
	return 0;
}

/* The thread's entry, a free one if it is new; NULL: no memory. */
static struct booked *entry(struct task_book *b, uint32_t tid)
{
	if (2 * b->n >= b->room && rebuild(b, 0))
		return NULL;
	return find(b->booked, b->room, tid);
}

/* ---- Who it is ---- */

static const char *saved_cmdlines(struct task_book *b)
{
	char path[4096];
	size_t n = 0;
	FILE *f;

	if (!b->saved)
		b->saved = malloc(SAVED);
	if (!b->saved || b->saved_epoch == b->epoch)
		return b->saved ?: "";
	snprintf(path, sizeof(path), "%s/saved_cmdlines", b->tracing);
	f = fopen(path, "re");
	if (f) {
		n = fread(b->saved, 1, SAVED - 1, f);
		fclose(f);
	}
	b->saved[n] = 0;
	b->saved_epoch = b->epoch;
	return b->saved;
}

/* The idle thread, of which every CPU has one, is in no /proc. */
static bool look_up(struct task_book *b, uint32_t tid, struct vmtrace_task *t)
{
	*t = (struct vmtrace_task){ .tid = tid };
	if (!tid) {
		strcpy(t->comm, "swapper");
		strcpy(t->leader, "swapper");
		return true;
	}
	if (b->proc && task_info_read(b->proc, tid, t))
		return true;
	if (b->tracing)
		task_info_saved(saved_cmdlines(b), tid, t->comm);
	return false;
}

static int note(struct task_book *b, const struct vmtrace_task *t)
{
	struct vmtrace_task *pending = b->pending;

	if (b->npending == b->pending_room) {
		pending = reallocarray(pending, b->pending_room + 256, sizeof(*pending));
		if (!pending)
			return -ENOMEM;
		b->pending = pending;
		b->pending_room += 256;
	}
	pending[b->npending++] = *t;
	return 0;
}

static bool same_start(uint64_t a, uint64_t b)
{
	return a > b ? a - b < TICK : b - a < TICK;
}

/* One that was met before: the same thread, under the same name. One that has just ended is. */
static bool is_same(const struct task_book *b, const struct booked *e, const struct vmtrace_task *t,
		    bool there)
{
	if (!there)
		return e->epoch + 1 >= b->epoch;
	/* The module tells itself when a name changes. */
	return same_start(e->start, t->start) && (e->by_module || !strcmp(e->comm, t->comm));
}

static void fill(struct task_book *b, struct booked *e, const struct vmtrace_task *t,
		 bool by_module)
{
	b->n += !e->number;
	*e = (struct booked){ .tid = t->tid,
			      .number = t->task,
			      .epoch = b->epoch,
			      .by_module = by_module,
			      .start = t->start };
	memcpy(e->comm, t->comm, sizeof(e->comm));
}

static uint32_t look(struct task_book *b, uint32_t tid)
{
	struct booked *e = entry(b, tid);
	struct vmtrace_task t;
	bool there;

	if (!e)
		return 0;
	if (e->number && e->epoch == b->epoch)
		return e->number;
	there = look_up(b, tid, &t);
	if (e->number && is_same(b, e, &t, there)) {
		e->epoch = b->epoch;
		return e->number;
	}
	t.task = b->before + 2;
	if (note(b, &t))
		return 0;
	b->before = t.task;
	fill(b, e, &t, false);
	return t.task;
}

uint32_t task_book_number(struct task_book *b, uint32_t tid)
{
	uint32_t number;

	pthread_mutex_lock(&b->lock);
	number = is_own(b, tid) ? TASK_OWN : look(b, tid);
	pthread_mutex_unlock(&b->lock);
	return number;
}

/* Who was met before the module told of it goes on with the module's number at once. */
int task_book_adopt(struct task_book *b, const struct vmtrace_task *t)
{
	struct booked *e;
	int r = -ENOMEM;

	pthread_mutex_lock(&b->lock);
	e = entry(b, t->tid);
	if (e) {
		fill(b, e, t, true);
		r = note(b, t);
		__atomic_add_fetch(&b->epoch, 1, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&b->lock);
	return r;
}

/* ---- Rounds ---- */

int task_book_tell(struct task_book *b, struct rows *rows, uint64_t t)
{
	int r = 0;

	pthread_mutex_lock(&b->lock);
	for (uint32_t i = 0; i < b->npending && !r; i++) {
		struct vmtrace_task *task = &b->pending[i];

		task->rec.type = VMTRACE_TASK;
		task->rec.tsc = t;
		r = rows_add_task(rows, task, t) ?: roster_add(b->roster, &task->rec);
	}
	b->npending = 0;
	pthread_mutex_unlock(&b->lock);
	return r;
}

void task_book_next(struct task_book *b)
{
	pthread_mutex_lock(&b->lock);
	if (b->n > ENOUGH)
		rebuild(b, b->epoch); /* no memory: they stay */
	__atomic_add_fetch(&b->epoch, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&b->lock);
}
