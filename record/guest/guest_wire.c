/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_wire.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The whole file; its size, or a negative errno. */
static ssize_t file_load(int file, size_t least, size_t most, void **room)
{
	struct stat st;

	if (fstat(file, &st))
		return -errno;
	if (st.st_size < (off_t)least || st.st_size > (off_t)most)
		return -EPROTO;
	*room = malloc(st.st_size);
	if (!*room)
		return -ENOMEM;
	return pread(file, *room, st.st_size, 0) == st.st_size ? st.st_size : -EPROTO;
}

/* ---- Requests ---- */

int guest_wire_ask(int file, const struct guest_request *rq)
{
	ssize_t slots = rq->nslots * sizeof(*rq->slots);

	if (ftruncate(file, 0) || pwrite(file, rq, sizeof(*rq), 0) != sizeof(*rq) ||
	    pwrite(file, rq->slots, slots, sizeof(*rq)) != slots)
		return -(errno ?: EIO);
	return 0;
}

int guest_wire_asked(int file, struct guest_request *rq, void **room)
{
	size_t most = sizeof(*rq) + VMTRACE_MAX_SLOTS * sizeof(*rq->slots);
	ssize_t size = file_load(file, sizeof(*rq), most, room);

	if (size < 0)
		return size;
	memcpy(rq, *room, sizeof(*rq));
	rq->slots = (const void *)((const char *)*room + sizeof(*rq));
	return size == (ssize_t)(sizeof(*rq) + rq->nslots * sizeof(*rq->slots)) ? 0 : -EPROTO;
}

/* ---- Answers ---- */

static uint64_t answer_bytes(const struct guest_answer *a)
{
	return sizeof(*a) + (uint64_t)a->nimages * sizeof(*a->images) +
	       (uint64_t)a->ntasks * sizeof(*a->tasks) +
	       (uint64_t)a->symbols.n * sizeof(*a->symbols.rows) + a->symbols.text_size;
}

/* An array of none may be no array. */
static void put_array(FILE *f, const void *array, size_t size, uint32_t n)
{
	if (n)
		fwrite(array, size, n, f);
}

int guest_wire_tell(int file, const struct guest_answer *a)
{
	const struct guest_symbols *s = &a->symbols;
	int fd, failed;
	FILE *f;

	if (answer_bytes(a) > GUEST_WIRE_MOST)
		return -EFBIG;
	if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET))
		return -errno;
	fd = dup(file);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		return -errno;
	fwrite(a, sizeof(*a), 1, f);
	put_array(f, a->images, sizeof(*a->images), a->nimages);
	put_array(f, a->tasks, sizeof(*a->tasks), a->ntasks);
	put_array(f, s->rows, sizeof(*s->rows), s->n);
	put_array(f, s->text, 1, s->text_size);
	failed = ferror(f);
	return fclose(f) || failed ? -EIO : 0;
}

int guest_wire_tell_cost(int file, const struct guest_answer *a)
{
	ssize_t n = pwrite(file, &a->cost, sizeof(a->cost), offsetof(struct guest_answer, cost));

	return n == sizeof(a->cost) ? 0 : -EIO;
}

#define TERMINATE(text) ((text)[sizeof(text) - 1] = 0)

static bool images_check(struct guest_linux_image *images, const struct guest_answer *a)
{
	uint64_t symbols = 0;

	for (uint32_t i = 0; i < a->nimages; i++) {
		TERMINATE(images[i].name);
		symbols += images[i].nsymbols;
		if (images[i].build_id_size > sizeof(images[i].build_id))
			return false;
	}
	return symbols == a->symbols.n;
}

static void tasks_check(struct guest_task *tasks, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		TERMINATE(tasks[i].comm);
		TERMINATE(tasks[i].leader);
	}
}

/* Each name behind the one before, terminated, and of no more bytes than one may have. */
static bool symbols_check(const struct guest_symbols *s)
{
	uint32_t begin = 0, end;

	if (!s->n)
		return !s->text_size;
	if (!s->text_size || s->text[s->text_size - 1])
		return false;
	for (uint32_t i = 0; i < s->n; i++, begin = end) {
		end = guest_symbols_end(s, i + 1);
		if (s->rows[i].name != begin || end <= begin || end > s->text_size ||
		    end - begin > GUEST_LINUX_NAME || strlen(s->text + begin) != end - begin - 1)
			return false;
	}
	return true;
}

/* Makes pointers of what lies behind it. */
static bool answer_check(struct guest_answer *a, void *behind)
{
	struct guest_linux_image *images = behind;
	struct guest_task *tasks = (void *)(images + a->nimages);

	TERMINATE(a->error);
	TERMINATE(a->facts.banner);
	a->images = images;
	a->tasks = tasks;
	a->symbols.rows = (void *)(tasks + a->ntasks);
	a->symbols.text = (void *)(a->symbols.rows + a->symbols.n);
	tasks_check(tasks, a->ntasks);
	return images_check(images, a) && symbols_check(&a->symbols);
}

int guest_wire_told(int file, struct guest_answer *a, void **room)
{
	ssize_t size = file_load(file, sizeof(*a), GUEST_WIRE_MOST, room);

	if (size < 0)
		return size;
	memcpy(a, *room, sizeof(*a));
	if (answer_bytes(a) != (uint64_t)size)
		return -EPROTO;
	return answer_check(a, (char *)*room + sizeof(*a)) ? 0 : -EPROTO;
}
