/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/watched_vm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "record/user_clock.h"

#define MS 1000000ull
/* A look's cost, that many times: the rest that follows. */
#define REST 20
/* What no look takes where there is any CPU to be had; then the rest, doubled each time. */
#define LOOK_LIMIT (20000 * MS)
#define LOST_REST (5000 * MS)
#define LOST_DOUBLED 6
/* How often a guest may have another kernel whose first look is followed by no rest. */
#define REBOOTS (30000 * MS)

struct watched_vm *watched_vm_new(uint16_t vm, uint32_t tgid)
{
	struct watched_vm *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	v->guest.vm = vm;
	v->tgid = tgid;
	v->count.met = 1;
	guest_reader_init(&v->reader, LOOK_LIMIT);
	return v;
}

void watched_vm_free(struct watched_vm *v)
{
	guest_reader_release(&v->reader);
	guest_vm_release(&v->guest);
	free(v->slots.slot);
	free(v);
}

void guest_count_add(struct guest_count *sum, const struct guest_count *c)
{
	sum->met += c->met;
	sum->named += c->named;
	sum->looks += c->looks;
	sum->first = c->first > sum->first ? c->first : sum->first;
	sum->other = c->other > sum->other ? c->other : sum->other;
}

/* ---- Looks ---- */

static int fail(struct watched_vm *v, const struct looking *g, const char *why)
{
	v->due = false;
	snprintf(v->text, sizeof(v->text), "%s", why);
	return guest_vm_fail(&v->guest, g->ledger, why);
}

bool watched_vm_locate(struct watched_vm *v, const struct looking *g)
{
	struct trouble trouble = { 0 };

	if (!device_slots(g->device, v->guest.vm, &v->slots, &trouble))
		return true;
	if (*trouble.text)
		snprintf(v->text, sizeof(v->text), "%s", trouble.text);
	guest_reader_release(&v->reader);
	v->gone = true;
	v->gone_at = g->ledger->sealer->since;
	return false;
}

/* Once: of a reader that is not asked nothing is to be heard. */
static void listen_to(const struct watched_vm *v, const struct looking *g)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT };

	if (epoll_ctl(g->epoll, EPOLL_CTL_ADD, v->reader.fd, &event) && errno == EEXIST)
		epoll_ctl(g->epoll, EPOLL_CTL_MOD, v->reader.fd, &event);
}

int watched_vm_ask(struct watched_vm *v, const struct looking *g)
{
	const struct guest_request request = {
		.tgid = v->tgid,
		.clock = g->clock,
		.cr3 = v->sight.cr3,
		.cr4 = v->sight.cr4,
		.efer = v->sight.efer,
		.modules = true,
		.symbols = v->guest.symbols,
		.nslots = v->slots.n,
		.slots = v->slots.slot,
	};
	char why[128];
	int error;

	guest_sights_want(g->sights, v->guest.vm);
	v->due = false;
	error = guest_reader_ask(&v->reader, &request);
	if (error) {
		snprintf(why, sizeof(why), "its reader cannot be started: %s", strerror(-error));
		return fail(v, g, why);
	}
	listen_to(v, g);
	return 0;
}

bool watched_vm_waits(const struct watched_vm *v)
{
	return v->due && !v->gone && !v->reader.asked && v->sight.in_kernel;
}

/* The first look at a kernel costs what no other will: no rest, unless one boots all the time. */
static void rest_after(struct watched_vm *v, uint64_t cost, bool first)
{
	uint64_t now = user_clock_ns(CLOCK_MONOTONIC);
	bool free = first && now >= v->next_first;

	v->lost = 0;
	v->not_before = free ? now : now + cost * REST;
	if (free)
		v->next_first = now + REBOOTS;
}

static void rest_after_none(struct watched_vm *v)
{
	v->not_before = user_clock_ns(CLOCK_MONOTONIC) + (LOST_REST << v->lost);
	v->lost += v->lost < LOST_DOUBLED;
}

static void count_look(struct guest_count *c, uint64_t cost, bool first, bool named)
{
	uint64_t *worst = first ? &c->first : &c->other;

	*worst = cost > *worst ? cost : *worst;
	c->named |= named;
	c->looks += named;
}

static int take_answer(struct watched_vm *v, const struct looking *g, const struct guest_answer *a,
		       uint64_t since)
{
	bool first = a->kernel && a->kernel != v->guest.kernel;
	int error = guest_vm_take(&v->guest, g->ledger, a, since);
	uint64_t cost;

	if (error)
		return error;
	cost = v->guest.looks[v->guest.nlooks - 1].cost;
	snprintf(v->text, sizeof(v->text), "%s", a->error);
	rest_after(v, cost, first);
	count_look(&v->count, cost, first, a->kernel);
	return 0;
}

int watched_vm_hear(struct watched_vm *v, const struct looking *g)
{
	struct guest_answer answer;
	uint64_t since;
	int heard;

	if (!v->reader.asked)
		return 0;
	since = user_clock_ns(CLOCK_THREAD_CPUTIME_ID);
	heard = guest_reader_answer(&v->reader, &answer);
	if (heard > 0)
		return take_answer(v, g, &answer, since);
	if (v->reader.asked)
		listen_to(v, g);
	if (!heard)
		return 0;
	rest_after_none(v);
	return fail(v, g, answer.error);
}
