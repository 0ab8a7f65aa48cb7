/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "record/user_clock.h"

#define MS 1000000ull
/* How long before a round's end its look begins, at most. */
#define AHEAD (50 * MS)
/* For a last look at what is known, and at what the first look has not told yet. */
#define LAST_WAIT (2000 * MS)
/* Until the rings are looked into for a first record; then twice as long, and so on. */
#define FIRST_SNIFF (20 * MS)

void guest_watch_init(struct guest_watch *g)
{
	*g = (struct guest_watch){ .fd = -1, .ticker = -1, .alarm = -1, .sights.wake = -1 };
}

/* ---- Begin and end ---- */

static int add_fd(const struct guest_watch *g, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(g->fd, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static struct timespec as_timespec(uint64_t ns)
{
	return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

/* Looks lie just before rounds, where the interval has to do with them at all. */
static int start_ticker(struct guest_watch *g, const struct guest_source *s)
{
	uint64_t shorter = s->every < s->round ? s->every : s->round;
	uint64_t ahead = shorter / 4 < AHEAD ? shorter / 4 : AHEAD;
	uint64_t first = (s->every > s->round ? s->round : s->every) - ahead;
	const struct itimerspec spec = { as_timespec(s->every), as_timespec(first) };

	return timerfd_settime(g->ticker, 0, &spec, NULL) ? -errno : 0;
}

static int open_all(struct guest_watch *g)
{
	int error = 0;

	g->fd = epoll_create1(EPOLL_CLOEXEC);
	g->ticker = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	g->alarm = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (g->fd < 0 || g->ticker < 0 || g->alarm < 0)
		return -errno;
	error = add_fd(g, g->ticker) ?: add_fd(g, g->alarm);
	return error ?: add_fd(g, g->sights.wake);
}

static void set_alarm(const struct guest_watch *g, uint64_t at)
{
	const struct itimerspec spec = { .it_value = as_timespec(at) };

	timerfd_settime(g->alarm, TFD_TIMER_ABSTIME, &spec, NULL);
}

int guest_watch_start(struct guest_watch *g, const struct guest_source *s)
{
	int error;

	g->roster = s->roster;
	g->tracks = s->tracks;
	g->ntracks = s->ntracks;
	g->ledger = (struct guest_ledger){ .sealer = s->sealer, .limit = UINT64_MAX };
	g->sniff = FIRST_SNIFF;
	error = guest_sights_init(&g->sights, s->regs) ?: open_all(g);
	g->with = (struct looking){ s->device, &g->ledger, &g->sights, s->clock, g->fd };
	error = error ?: start_ticker(g, s);
	if (error)
		return error;
	for (uint32_t i = 0; i < g->ntracks; i++)
		g->tracks[i].sights = &g->sights;
	set_alarm(g, user_clock_ns(CLOCK_MONOTONIC) + g->sniff);
	return 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void guest_watch_release(struct guest_watch *g)
{
	for (uint32_t i = 0; i < g->ntracks; i++)
		g->tracks[i].sights = NULL;
	for (uint32_t i = 0; i < g->nvms; i++)
		watched_vm_free(g->vms[i]);
	free(g->vms);
	guest_images_release(&g->ledger.images);
	guest_sights_release(&g->sights);
	close_fd(&g->alarm);
	close_fd(&g->ticker);
	close_fd(&g->fd);
	guest_watch_init(g);
}

/* ---- Who is there ---- */

static struct watched_vm *find_vm(const struct guest_watch *g, uint16_t vm)
{
	for (uint32_t i = 0; i < g->nvms; i++)
		if (g->vms[i]->guest.vm == vm)
			return g->vms[i];
	return NULL;
}

static uint32_t count_present(const struct guest_watch *g)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->nvms; i++)
		n += !g->vms[i]->gone;
	return n;
}

static int grow(struct guest_watch *g)
{
	uint32_t room = g->room ? 2 * g->room : 8;
	struct watched_vm **vms;

	if (g->nvms < g->room)
		return 0;
	vms = reallocarray(g->vms, room, sizeof(*vms));
	if (!vms)
		return VMT_ENOMEM;
	g->vms = vms;
	g->room = room;
	return 0;
}

/* Whose it is may stand in a ring that is drained later: then another sight will do. */
static int add_vm(struct guest_watch *g, uint16_t vm, struct watched_vm **out)
{
	uint32_t tgid = roster_vmm(g->roster, vm);
	struct watched_vm *v;

	if (count_present(g) >= GUEST_WATCH_VMS)
		g->crowded = true;
	if (!tgid)
		guest_sights_want(&g->sights, vm);
	if (!tgid || count_present(g) >= GUEST_WATCH_VMS)
		return 0;
	v = grow(g) ? NULL : watched_vm_new(vm, tgid);
	if (!v)
		return VMT_ENOMEM;
	g->vms[g->nvms++] = *out = v;
	return 0;
}

/* A VM that is there waits for no interval, nor does one that has a CR3 not met before. */
static int take_sights(struct guest_watch *g)
{
	struct guest_sight sight;
	int error = 0;

	while (!error && guest_sights_take(&g->sights, &sight)) {
		struct watched_vm *v = find_vm(g, sight.vm);

		if (!v)
			error = add_vm(g, sight.vm, &v);
		if (!v)
			continue;
		if (sight.in_kernel)
			v->sight = sight;
		v->due = true;
	}
	return error;
}

/* ---- Looks ---- */

static int ask_due(struct guest_watch *g, uint64_t now)
{
	int error = 0;

	for (uint32_t i = 0; i < g->nvms && !error; i++) {
		struct watched_vm *v = g->vms[i];

		if (watched_vm_waits(v) && now >= v->not_before && watched_vm_locate(v, &g->with))
			error = watched_vm_ask(v, &g->with);
	}
	return error;
}

static int hear_all(struct guest_watch *g)
{
	int error = 0;

	for (uint32_t i = 0; i < g->nvms && !error; i++)
		error = watched_vm_hear(g->vms[i], &g->with);
	return error;
}

/* ---- Time ---- */

static bool took(int fd)
{
	eventfd_t ignored;

	return !eventfd_read(fd, &ignored);
}

/* What is in the rings by now is drained anyway at the round that is about to end. */
static void drain(const struct guest_watch *g)
{
	for (uint32_t i = 0; i < g->ntracks; i++)
		track_drain(&g->tracks[i]);
}

/* Page tables that a first look begins with should be there still. */
static void make_due(struct guest_watch *g)
{
	for (uint32_t i = 0; i < g->nvms; i++) {
		g->vms[i]->due = true;
		if (!g->vms[i]->guest.kernel)
			guest_sights_want(&g->sights, g->vms[i]->guest.vm);
	}
}

/* When there is something to be done though nobody says so. */
static uint64_t next_alarm(const struct guest_watch *g, uint64_t now)
{
	uint64_t at = g->nvms ? UINT64_MAX : now + g->sniff;

	for (uint32_t i = 0; i < g->nvms; i++) {
		const struct watched_vm *v = g->vms[i];
		uint64_t its = v->reader.asked	     ? v->reader.deadline
			       : watched_vm_waits(v) ? v->not_before
						     : UINT64_MAX;

		at = its < at ? its : at;
	}
	return at;
}

int guest_watch_act(struct guest_watch *g)
{
	bool tick = took(g->ticker), alarm = took(g->alarm);
	uint64_t next;
	int error;

	took(g->sights.wake);
	if (tick || (alarm && !g->nvms))
		drain(g);
	if (alarm && !g->nvms)
		g->sniff *= 2;
	if (tick)
		make_due(g);
	error = hear_all(g) ?: take_sights(g) ?: ask_due(g, user_clock_ns(CLOCK_MONOTONIC));
	next = next_alarm(g, user_clock_ns(CLOCK_MONOTONIC));
	if (next != UINT64_MAX)
		set_alarm(g, next);
	return error;
}

/* ---- The end of capture ---- */

int guest_watch_last(struct guest_watch *g)
{
	int error = 0;

	if (g->fd < 0)
		return 0;
	drain(g);
	error = take_sights(g);
	for (uint32_t i = 0; i < g->nvms; i++) {
		struct watched_vm *v = g->vms[i];

		if (!v->gone)
			watched_vm_locate(v, &g->with);
	}
	return error;
}

/* Of who was never looked at the functions can be told still. */
static bool wants_last(const struct watched_vm *v)
{
	return !v->gone && !v->reader.asked && v->sight.in_kernel &&
	       (v->guest.kernel || !v->guest.nlooks);
}

static int ask_last(struct guest_watch *g)
{
	int error = 0;

	for (uint32_t i = 0; i < g->nvms && !error; i++) {
		struct watched_vm *v = g->vms[i];

		if (wants_last(v))
			error = watched_vm_ask(v, &g->with);
	}
	return error;
}

static bool all_heard(const struct guest_watch *g)
{
	for (uint32_t i = 0; i < g->nvms; i++)
		if (g->vms[i]->reader.asked)
			return false;
	return true;
}

int guest_watch_finish(struct guest_watch *g, uint64_t end)
{
	uint64_t until = user_clock_ns(CLOCK_MONOTONIC) + LAST_WAIT, now;
	struct epoll_event ignored;
	int error;

	if (g->fd < 0)
		return 0;
	g->ledger.limit = end;
	error = hear_all(g) ?: ask_last(g);
	while (!error && !all_heard(g) && (now = user_clock_ns(CLOCK_MONOTONIC)) < until) {
		took(g->ticker);
		took(g->alarm);
		took(g->sights.wake);
		epoll_wait(g->fd, &ignored, 1, (until - now) / MS + 1);
		error = hear_all(g);
	}
	return error;
}

/* ---- Sessions, and what is told in the end ---- */

int guest_watch_tell(const struct guest_watch *g, struct rows *rows, uint64_t by)
{
	int error = 0;

	if (g->fd < 0)
		return 0;
	error = guest_images_tell(&g->ledger.images, by, rows->stage[REC_SYMBOL]);
	for (uint32_t i = 0; i < g->nvms && !error; i++)
		error = guest_vm_tell(&g->vms[i]->guest, &g->ledger, rows, by);
	return error;
}

/* One that has something to say in the end stays. */
static bool is_done(const struct watched_vm *v, uint64_t before)
{
	return v->gone && v->gone_at < before && v->count.named && !*v->text;
}

static void forget(struct guest_watch *g, struct watched_vm *v)
{
	guest_count_add(&g->forgotten, &v->count);
	watched_vm_free(v);
}

void guest_watch_sweep(struct guest_watch *g, uint64_t before)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < g->nvms; i++) {
		struct watched_vm *v = g->vms[i];

		guest_vm_sweep(&v->guest, before);
		if (is_done(v, before))
			forget(g, v);
		else
			g->vms[kept++] = v;
	}
	g->nvms = kept;
}

bool guest_watch_has(const struct guest_watch *g, pid_t pid)
{
	for (uint32_t i = 0; i < g->nvms; i++)
		if (g->vms[i]->reader.pid == pid)
			return true;
	return false;
}
