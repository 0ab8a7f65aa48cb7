/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/foreign_threads.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More threads, or names of threads, than a reader takes: those beyond are unknown. */
#define MAX_THREADS (1u << 20)
#define MAX_VMS 65535u

int foreign_threads_init(struct foreign_threads *f)
{
	*f = (struct foreign_threads){ .room = 1024 };
	f->slots = calloc(f->room, sizeof(*f->slots));
	return f->slots ? 0 : -ENOMEM;
}

void foreign_threads_release(struct foreign_threads *f)
{
	free(f->slots);
	free(f->vms);
	*f = (struct foreign_threads){ 0 };
}

/* ---- By tid ---- */

static struct foreign_thread *place(struct foreign_thread *slots, uint32_t room, uint32_t tid)
{
	uint32_t i = tid * 2654435761u;

	while (slots[i & (room - 1)].there && slots[i & (room - 1)].tid != tid)
		i++;
	return &slots[i & (room - 1)];
}

static int grow(struct foreign_threads *f)
{
	uint32_t room = f->room * 2;
	struct foreign_thread *slots = calloc(room, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (uint32_t i = 0; i < f->room; i++)
		if (f->slots[i].there)
			*place(slots, room, f->slots[i].tid) = f->slots[i];
	free(f->slots);
	f->slots = slots;
	f->room = room;
	return 0;
}

/* *out is NULL where there are too many. */
static int get(struct foreign_threads *f, uint32_t tid, struct foreign_thread **out)
{
	struct foreign_thread *t = place(f->slots, f->room, tid);

	*out = t->there ? t : NULL;
	if (t->there || f->n == MAX_THREADS)
		return 0;
	if (f->n >= f->room / 2) {
		if (grow(f))
			return -ENOMEM;
		t = place(f->slots, f->room, tid);
	}
	*t = (struct foreign_thread){ .tid = tid, .there = true };
	/* The idle threads are one by number, and no file names them. */
	if (!tid)
		strcpy(t->comm, "swapper");
	f->n++;
	*out = t;
	return 0;
}

/* ---- What the file tells ---- */

int foreign_threads_name(struct foreign_threads *f, uint32_t tid, uint32_t tgid, const char *comm,
			 size_t size)
{
	struct foreign_thread *t;
	int r = get(f, tid, &t);

	if (r || !t)
		return r;
	memset(t->comm, 0, sizeof(t->comm));
	memcpy(t->comm, comm, strnlen(comm, size < sizeof(t->comm) ? size : sizeof(t->comm) - 1));
	t->tgid = tgid;
	t->number = 0;
	return 0;
}

int foreign_threads_fork(struct foreign_threads *f, uint32_t tid, uint32_t tgid, uint32_t parent,
			 uint32_t ppid)
{
	struct foreign_thread *from, *t;
	char comm[VMTRACE_COMM] = "";
	int r = get(f, parent, &from);

	if (!r && from)
		memcpy(comm, from->comm, sizeof(comm));
	if (!r)
		r = foreign_threads_name(f, tid, tgid, comm, sizeof(comm));
	if (!r)
		r = get(f, tid, &t);
	if (!r && t) {
		t->ppid = ppid;
		t->vm = 0;
	}
	return r;
}

int foreign_threads_cmdlines(struct foreign_threads *f, const void *text, size_t size)
{
	const char *at = text, *end = at + size;
	int r = 0;

	while (at < end && !r) {
		const char *newline = memchr(at, '\n', end - at) ?: end;
		const char *name = memchr(at, ' ', newline - at);
		uint32_t tid = 0;

		for (const char *c = at; c < newline && *c >= '0' && *c <= '9'; c++)
			tid = tid * 10 + *c - '0';
		if (name && tid)
			r = foreign_threads_name(f, tid, 0, name + 1, newline - name - 1);
		at = newline + 1;
	}
	return r;
}

/* ---- What the trace is told ---- */

static int tell_task(struct foreign_threads *f, const struct foreign_thread *t, struct rows *rows,
		     uint64_t time)
{
	struct vmtrace_task task = {
		.task = t->number,
		.tid = t->tid,
		.tgid = t->tgid,
		.ppid = t->ppid,
		/* not known: the numbers that stand for nobody */
		.uid = (uint32_t)-1,
		.gid = (uint32_t)-1,
	};
	struct foreign_thread *leader = t->tgid ? place(f->slots, f->room, t->tgid) : NULL;

	memcpy(task.comm, t->comm, sizeof(task.comm));
	memcpy(task.leader, leader && leader->there ? leader->comm : t->comm, sizeof(task.leader));
	return rows_add_task(rows, &task, time);
}

int foreign_threads_number(struct foreign_threads *f, uint32_t tid, struct rows *rows,
			   uint64_t time, uint32_t *number)
{
	struct foreign_thread *t;
	int r = get(f, tid, &t);

	if (!r && t && !t->number && f->numbers < MAX_THREADS - 1) {
		t->number = ++f->numbers;
		r = tell_task(f, t, rows, time);
	}
	if (!r)
		*number = t ? t->number : 0;
	return r;
}

static int add_vm(struct foreign_threads *f, uint32_t tgid, uint8_t isa, struct rows *rows,
		  uint64_t time)
{
	const struct vmtrace_vm vm = {
		.vm = f->nvms + 1, .tgid = tgid, .isa = isa, .nested_paging = VM_PAGING_UNKNOWN
	};
	uint32_t *p = realloc(f->vms, (f->nvms + 1) * sizeof(*p));

	if (!p)
		return -ENOMEM;
	f->vms = p;
	f->vms[f->nvms++] = tgid;
	return rows_add_vm(rows, &vm, "", time);
}

int foreign_threads_vm(struct foreign_threads *f, uint32_t tid, uint8_t isa, struct rows *rows,
		       uint64_t time, uint32_t *vm)
{
	struct foreign_thread *t;
	uint32_t i = 0;
	int r = get(f, tid, &t);

	if (!r && t && t->tgid && !t->vm) {
		while (i < f->nvms && f->vms[i] != t->tgid)
			i++;
		if (i == f->nvms && i < MAX_VMS)
			r = add_vm(f, t->tgid, isa, rows, time);
		t->vm = i < f->nvms ? i + 1 : 0;
	}
	if (!r)
		*vm = t ? t->vm : 0;
	return r;
}
