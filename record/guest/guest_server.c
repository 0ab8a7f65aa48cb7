/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <xxhash.h>

#include "record/guest/guest_confine.h"
#include "record/guest/guest_wire.h"
#include "record/guest/vm_memory.h"
#include "record/user_clock.h"

#define MEMORY (1ull << 30)	  /* of the address space, programs and libraries included */
#define LOOK_BYTES (256ull << 20) /* of the guest's memory, read at a look at most */

struct server {
	int socket, request, answer;
	uint32_t tgid; /* of the VMM whose memory is open; 0: none is */
	struct vm_memory vm;
	struct guest_linux *kernel;	   /* NULL: none was found yet */
	char unknown[GUEST_LINUX_MESSAGE]; /* what it cannot say, and why */
	struct guest_symbols symbols;
	struct guest_linux_image *images;
	struct guest_tasks tasks;
};

static void tell_unknown(struct guest_answer *a, const char *what, const char *why)
{
	size_t n = strlen(a->error);

	snprintf(a->error + n, sizeof(a->error) - n, "%s%s%s%s", n ? "; " : "", what,
		 *what ? ": " : "", why);
}

static const char *meaning(int error)
{
	switch (error) {
	case -EFAULT:
		return "the guest's memory is not there";
	case -ETIME:
		return "the time of a look is over";
	case -EDQUOT:
		return "there is more to read than a look may read";
	case -EAGAIN:
		return "it changed while it was read";
	case -E2BIG:
		return "there are more than can be told";
	default:
		return strerror(-error);
	}
}

/* ---- What a look finds ---- */

static void kernel_forget(struct server *s)
{
	guest_linux_free(s->kernel);
	s->kernel = NULL;
}

/* The kernel that was there, or is there now. */
static int kernel_find(struct server *s, struct guest_memory *m, const struct guest_request *rq,
		       struct guest_answer *a)
{
	int error = s->kernel ? guest_linux_same(s->kernel, m) : -ESTALE;

	if (!error)
		return 0;
	if (error != -ESTALE) {
		tell_unknown(a, "kernel", meaning(error));
		return error;
	}
	kernel_forget(s);
	error = guest_linux_open(&s->kernel, m, rq->cr3, rq->cr4, rq->efer, s->unknown);
	if (error)
		tell_unknown(a, "", s->unknown);
	return error;
}

static uint64_t not_zero(uint64_t hash)
{
	return hash ?: 1;
}

/* The same in every child that looks at it. */
static uint64_t kernel_hash(const struct guest_linux *g)
{
	const struct guest_linux_facts *f = guest_linux_facts(g);
	uint64_t hash = XXH64(f->banner, strlen(f->banner), f->text);

	if (guest_linux_images(g))
		hash = XXH64(guest_linux_image(g, 0)->build_id, GUEST_LINUX_BUILD_ID, hash);
	return not_zero(hash);
}

static uint64_t symbols_hash(const struct guest_linux *g, uint64_t hash)
{
	uint32_t n = guest_linux_images(g);

	for (uint32_t i = 0; i < n; i++) {
		const struct guest_linux_image *image = guest_linux_image(g, i);

		hash = XXH64(image->name, strlen(image->name), hash);
		hash = XXH64(&image->base, sizeof(image->base), hash ^ image->size);
		hash = XXH64(image->build_id, GUEST_LINUX_BUILD_ID, hash ^ image->nsymbols);
	}
	return n ? not_zero(hash) : 0;
}

static void symbols_drop(struct server *s, struct guest_answer *a)
{
	free(s->images);
	s->images = NULL;
	guest_symbols_release(&s->symbols);
	a->symbols = s->symbols;
	a->nimages = 0;
}

/* All images' behind each other. */
static int symbols_gather(struct server *s, uint32_t nimages)
{
	int error = 0;

	s->images = calloc(nimages, sizeof(*s->images));
	if (!s->images)
		return -ENOMEM;
	for (uint32_t i = 0, first; i < nimages && !error; i++) {
		const struct guest_symbols *from = guest_linux_symbols(s->kernel, i, &first);

		s->images[i] = *guest_linux_image(s->kernel, i);
		error = guest_symbols_append(&s->symbols, from, first, s->images[i].nsymbols);
	}
	return error;
}

static void symbols_tell(struct server *s, struct guest_answer *a)
{
	uint32_t nimages = guest_linux_images(s->kernel);
	int error = nimages ? symbols_gather(s, nimages) : 0;

	if (error) {
		symbols_drop(s, a);
		tell_unknown(a, "symbols", meaning(error));
		return;
	}
	a->images = s->images;
	a->nimages = nimages;
	a->symbols = s->symbols;
}

static void tasks_tell(struct server *s, struct guest_memory *m, struct guest_answer *a)
{
	int error = guest_linux_tasks(s->kernel, m, &s->tasks);

	a->tasks_whole = !error;
	a->tasks = s->tasks.tasks;
	a->ntasks = s->tasks.n;
	if (error && error != -ENOTSUP)
		tell_unknown(a, "tasks", meaning(error));
}

static void guest_tell(struct server *s, struct guest_memory *m, const struct guest_request *rq,
		       struct guest_answer *a)
{
	int error;

	if (kernel_find(s, m, rq, a))
		return;
	if (*s->unknown)
		tell_unknown(a, "", s->unknown);
	error = rq->modules ? guest_linux_modules(s->kernel, m) : 0;
	if (error < 0 && error != -ENOTSUP)
		tell_unknown(a, "modules", meaning(error));
	a->facts = *guest_linux_facts(s->kernel);
	a->kernel = kernel_hash(s->kernel);
	a->symbols_id = symbols_hash(s->kernel, a->kernel);
	if (a->symbols_id != rq->symbols)
		symbols_tell(s, a);
	tasks_tell(s, m, a);
}

/*
 * The memory of the only VMM that this process will ever read: before the first of its bytes comes
 * in, all other doors are shut.
 */
static int memory_open(struct server *s, uint32_t tgid, struct guest_answer *a)
{
	int error;

	if (s->tgid)
		return s->tgid == tgid ? 0 : -EPROTO;
	error = vm_memory_open(&s->vm, tgid, a->error);
	if (!error && (error = guest_confine(tgid)))
		tell_unknown(a, "the reader of guests cannot be confined", strerror(-error));
	if (error)
		vm_memory_close(&s->vm);
	else
		s->tgid = tgid;
	return error;
}

static void look(struct server *s, const struct guest_request *rq, struct guest_answer *a)
{
	struct vmtrace_clock now;
	struct guest_memory *m = &s->vm.memory;

	user_clock_now(rq->clock, &now);
	a->begin = now.tsc;
	if (!memory_open(s, rq->tgid, a) &&
	    !vm_memory_look(&s->vm, rq->slots, rq->nslots, a->error)) {
		m->left = LOOK_BYTES;
		m->deadline = user_clock_ns(CLOCK_MONOTONIC) + rq->limit / 10 * 9;
		guest_tell(s, m, rq, a);
		a->reads = m->reads;
		a->bytes = m->bytes;
		a->missing = m->missing;
	}
	user_clock_now(rq->clock, &now);
	a->end = now.tsc;
}

/* ---- Requests ---- */

/* Nobody waits for a look beyond its limit, but the parent may be away just then. */
static void end_by_alarm(uint64_t ns)
{
	struct itimerval t = { .it_value.tv_sec = ns / 1000000000 + (ns ? 1 : 0) };

	setitimer(ITIMER_REAL, &t, NULL);
}

static int answer(struct server *s)
{
	uint64_t since = user_clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	struct guest_answer a = { 0 };
	struct guest_request rq;
	void *room = NULL;
	int error = guest_wire_asked(s->request, &rq, &room);

	if (!error) {
		end_by_alarm(rq.limit);
		look(s, &rq, &a);
		error = guest_wire_tell(s->answer, &a);
	}
	if (error == -EFBIG) {
		symbols_drop(s, &a);
		tell_unknown(&a, "symbols", meaning(-E2BIG));
		error = guest_wire_tell(s->answer, &a);
	}
	end_by_alarm(0);
	symbols_drop(s, &a);
	free(room);
	a.cost = user_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - since;
	return error ?: guest_wire_tell_cost(s->answer, &a);
}

static void limit(int resource, uint64_t most)
{
	struct rlimit r = { most, most };

	setrlimit(resource, &r);
}

/* A sanitizer takes all of the address space. */
static void bound_itself(void)
{
#ifndef __SANITIZE_ADDRESS__
	limit(RLIMIT_AS, MEMORY);
#endif
	limit(RLIMIT_FSIZE, GUEST_WIRE_MOST);
	limit(RLIMIT_CORE, 0);
}

int guest_server_run(const char *fds)
{
	struct server s = { 0 };
	char word;

	if (sscanf(fds, "%d,%d,%d", &s.socket, &s.request, &s.answer) != 3)
		return 2;
	bound_itself();
	while (recv(s.socket, &word, 1, 0) == 1)
		if (answer(&s) || send(s.socket, "!", 1, MSG_NOSIGNAL) != 1)
			return 1;
	return 0;
}
