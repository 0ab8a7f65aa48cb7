/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct wire_answer {
	struct guest_answer answer;
	uint64_t names; /* bytes */
};

struct wire_symbol {
	uint64_t address, size;
	uint32_t name; /* offset among the names */
	uint32_t type;
};

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

static uint64_t fixed_bytes(const struct guest_answer *a)
{
	return sizeof(struct wire_answer) + (uint64_t)a->nimages * sizeof(*a->images) +
	       (uint64_t)a->ntasks * sizeof(*a->tasks) +
	       (uint64_t)a->nsymbols * sizeof(struct wire_symbol);
}

static void put_symbols(FILE *f, const struct guest_answer *a)
{
	const struct guest_linux_symbol *s = a->symbols, *end = s + a->nsymbols;
	uint32_t name = 0;

	for (; s < end; s++) {
		struct wire_symbol w = { s->address, s->size, name, s->type };

		fwrite(&w, sizeof(w), 1, f);
		name += strlen(s->name) + 1;
	}
	for (s = a->symbols; s < end; s++)
		fwrite(s->name, strlen(s->name) + 1, 1, f);
}

/* An array of none may be no array. */
static void put_array(FILE *f, const void *array, size_t size, uint32_t n)
{
	if (n)
		fwrite(array, size, n, f);
}

static uint64_t names_bytes(const struct guest_answer *a)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < a->nsymbols; i++)
		bytes += strlen(a->symbols[i].name) + 1;
	return bytes;
}

int guest_wire_tell(int file, const struct guest_answer *a)
{
	struct wire_answer head = { *a, names_bytes(a) };
	int fd, failed;
	FILE *f;

	if (fixed_bytes(a) + head.names > GUEST_WIRE_MOST)
		return -EFBIG;
	if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET))
		return -errno;
	fd = dup(file);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		return -errno;
	fwrite(&head, sizeof(head), 1, f);
	put_array(f, a->images, sizeof(*a->images), a->nimages);
	put_array(f, a->tasks, sizeof(*a->tasks), a->ntasks);
	put_symbols(f, a);
	failed = ferror(f);
	return fclose(f) || failed ? -EIO : 0;
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
	return symbols == a->nsymbols;
}

static void tasks_check(struct guest_task *tasks, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		TERMINATE(tasks[i].comm);
		TERMINATE(tasks[i].leader);
	}
}

/* Names lie behind the last symbol, and the last is terminated: so all are. */
static bool symbols_check(struct guest_linux_symbol *symbols, const struct wire_symbol *from,
			  uint32_t n, uint64_t bytes)
{
	const char *names = (const char *)(from + n);

	if (!n)
		return !bytes;
	if (!bytes || names[bytes - 1])
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (from[i].name >= bytes)
			return false;
		symbols[i] = (struct guest_linux_symbol){
			.address = from[i].address,
			.size = from[i].size,
			.name = names + from[i].name,
			.type = from[i].type,
		};
	}
	return true;
}

/* Makes pointers of what lies behind the head; `symbols` has room for them. */
static bool answer_check(struct guest_answer *a, struct wire_answer *head,
			 struct guest_linux_symbol *symbols)
{
	struct guest_linux_image *images = (void *)(head + 1);
	struct guest_task *tasks = (void *)(images + a->nimages);

	TERMINATE(a->error);
	TERMINATE(a->facts.banner);
	a->images = images;
	a->tasks = tasks;
	a->symbols = symbols;
	tasks_check(tasks, a->ntasks);
	return images_check(images, a) &&
	       symbols_check(symbols, (void *)(tasks + a->ntasks), a->nsymbols, head->names);
}

int guest_wire_told(int file, struct guest_answer *a, void **room)
{
	ssize_t size = file_load(file, sizeof(struct wire_answer), GUEST_WIRE_MOST, room);
	struct wire_answer *head;
	uint64_t symbols;

	if (size < 0)
		return size;
	head = *room;
	*a = head->answer;
	if (head->names > (uint64_t)size || fixed_bytes(a) + head->names != (uint64_t)size)
		return -EPROTO;
	symbols = (size + 7) & ~7ul;
	head = realloc(head, symbols + a->nsymbols * sizeof(*a->symbols));
	if (!head)
		return -ENOMEM;
	*room = head;
	return answer_check(a, head, (void *)((char *)head + symbols)) ? 0 : -EPROTO;
}
