/* SPDX-License-Identifier: GPL-2.0 */
#include "record/track.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

int track_init(struct track *tr, uint32_t cpu, struct backlog *backlog)
{
	memset(tr, 0, sizeof(*tr));
	tr->cpu = cpu;
	tr->backlog = backlog;
	pthread_mutex_init(&tr->lock, NULL);
	tr->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return tr->wake < 0 ? -errno : 0;
}

int track_start(struct track *tr, const struct rec_schema *s, struct roster *roster, uint64_t start)
{
	for (uint32_t i = 0; i < 3; i++)
		if (rows_init(&tr->sets[i], s))
			return -ENOMEM;
	tr->fill = &tr->sets[0];
	tr->taken = &tr->sets[1];
	tr->carry = &tr->sets[2];
	tr->floor = tr->loss_floor = start;
	tr->schema = s;
	tr->roster = roster;
	return 0;
}

void track_release(struct track *tr)
{
	for (uint32_t i = 0; i < 3; i++)
		rows_release(&tr->sets[i]);
	tp_stream_release(&tr->stream);
	if (tr->wake >= 0)
		close(tr->wake);
	pthread_mutex_destroy(&tr->lock);
}

/* The time of a loss that is told of now. */
static uint64_t loss_time(struct track *tr, uint64_t time)
{
	if (time > tr->loss_floor)
		tr->loss_floor = time;
	return tr->loss_floor;
}

static void put_loss(struct track *tr, const struct loss *l)
{
	const struct loss loss = { l->first, loss_time(tr, l->last), l->count, l->type, l->cause };

	tr->lost += loss.count;
	if (rows_add_loss(tr->fill, &loss))
		tr->error = -ENOMEM;
}

static void add_loss(struct track *tr, uint64_t last, uint64_t count, uint8_t type, uint8_t cause)
{
	put_loss(tr, &(const struct loss){ tr->floor, last, count, type, cause });
}

/* What a LOST tells of; one without its body tells of nothing. */
static uint64_t told_lost(const struct vmtrace_rec *rec)
{
	if (rec->type != VMTRACE_LOST || rec->words * 8u < sizeof(struct vmtrace_lost))
		return 0;
	return lost_total((const void *)rec);
}

/* Records that are missing before this one and that no LOST tells of. */
static void check_sequence(struct track *tr, const struct vmtrace_rec *rec, uint64_t time)
{
	uint32_t missing = rec->seq - (tr->seq + tr->ring.pads + (uint32_t)told_lost(rec));

	if (missing)
		add_loss(tr, time, missing < 1u << 31 ? missing : 1, 0, LOST_GAP);
	tr->seq = rec->seq + 1;
}

/* ---- What the user did not ask for ---- */

/* NULL: none, or malformed, which is not the filters' affair. */
static const struct vmtrace_vcpu *as_event(const struct vmtrace_rec *rec)
{
	bool event = rec->type == VMTRACE_EXIT || rec->type == VMTRACE_ENTRY ||
		     rec->type == VMTRACE_SAMPLE;

	return event && rec->words * 8u >= sizeof(struct vmtrace_vcpu) ? (const void *)rec : NULL;
}

static bool is_filtered(struct track *tr, const struct vmtrace_rec *rec)
{
	const struct vmtrace_vcpu *v = as_event(rec);

	if (v && tr->verdicts && task_verdicts_of(tr->verdicts, v->task) == VERDICT_LEAVE)
		return true;
	return v && tr->filter && rec->type != VMTRACE_SAMPLE &&
	       !exit_filter_takes(tr->filter, &tr->passed, v);
}

static void hear_task(const struct track *tr, const struct vmtrace_rec *rec)
{
	if (tr->verdicts && rec->type == VMTRACE_TASK &&
	    rec->words * 8u >= sizeof(struct vmtrace_task))
		task_verdicts_add(tr->verdicts, (const void *)rec);
}

/* The number of an event's task that no ring has told of as far as it was read; else 0. */
static uint32_t unknown_task(const struct track *tr, const struct vmtrace_rec *rec)
{
	const struct vmtrace_vcpu *v = as_event(rec);

	if (!v || !tr->verdicts || task_verdicts_of(tr->verdicts, v->task) != VERDICT_NONE)
		return 0;
	return v->task;
}

static void read_ahead(struct track *tr)
{
	struct ring ring = tr->ring;
	const struct vmtrace_rec *rec;

	ring_acquire(&ring);
	while ((rec = ring_peek(&ring))) {
		hear_task(tr, rec);
		ring_next(&ring, rec);
	}
}

/* Without any lock held. What no ring tells of was lost: it is taken. 0 or -ENOMEM. */
static int meet_task(const struct track *tr, uint32_t task)
{
	for (uint32_t i = 0; i < tr->ntracks; i++) {
		struct track *other = &tr->tracks[i];

		pthread_mutex_lock(&other->lock);
		read_ahead(other);
		pthread_mutex_unlock(&other->lock);
		if (task_verdicts_of(tr->verdicts, task) != VERDICT_NONE)
			return 0;
	}
	return task_verdicts_trust(tr->verdicts, task);
}

/* ---- Records ---- */

/* Where tracepoints name threads too, who has which number is told in one place. */
static int adopt_task(struct track *tr, const struct vmtrace_rec *rec)
{
	struct vmtrace_task task;

	if (rec->words * 8u < sizeof(task))
		return -EBADMSG;
	memcpy(&task, rec, sizeof(task));
	task.task <<= tr->schema->task_shift;
	return task_book_adopt(tr->stream.book, &task);
}

static int add_record(struct track *tr, const struct vmtrace_rec *rec, uint64_t time)
{
	int r;

	if (rec->type == VMTRACE_TASK && tr->stream.book)
		return adopt_task(tr, rec);
	if (rec->type == VMTRACE_LOST)
		time = loss_time(tr, time);
	r = rows_add(tr->fill, tr->schema, rec, time);
	return r || !tr->roster ? r : roster_add(tr->roster, rec);
}

static void take_record(struct track *tr, const struct vmtrace_rec *rec)
{
	bool late = rec->tsc < tr->floor;
	uint64_t time = late ? tr->floor : rec->tsc;
	int r = late && rec->type != VMTRACE_LOST ? -EBADMSG : 0;

	check_sequence(tr, rec, time);
	if (!r && is_filtered(tr, rec)) {
		tr->filtered++;
		tr->floor = time;
		return;
	}
	if (!r)
		r = add_record(tr, rec, time);
	if (r == -EBADMSG) {
		add_loss(tr, time, 1, rec->type < VMTRACE_NR_TYPES ? rec->type : 0, LOST_DAMAGE);
	} else if (r) {
		tr->error = r;
	} else {
		hear_task(tr, rec);
		if (tr->sights && as_event(rec))
			guest_sights_see(tr->sights, as_event(rec));
		tr->records[rec->type]++;
		tr->lost += told_lost(rec);
	}
	tr->floor = time;
}

static void add_nonsense(struct track *tr, uint64_t before)
{
	if (tr->ring.nonsense != before)
		add_loss(tr, tr->floor, tr->ring.nonsense - before, 0, LOST_DAMAGE);
}

static void count_filled(struct track *tr, uint64_t rows, uint64_t bytes)
{
	tr->fill_rows += rows;
	tr->fill_bytes += bytes;
	backlog_add(tr->backlog, rows, bytes);
}

/* Up to a time, or to an event of a task that is unknown: its number. */
static uint32_t drain_known(struct track *tr, uint64_t until)
{
	uint32_t unknown = 0;
	uint64_t rows = 0, filtered = tr->filtered, start = tr->ring.next,
		 nonsense = tr->ring.nonsense;
	const struct vmtrace_rec *rec;

	ring_acquire(&tr->ring);
	if (tr->ring.limit - tr->ring.next > tr->most)
		tr->most = tr->ring.limit - tr->ring.next;
	while ((rec = ring_peek(&tr->ring)) && rec->tsc <= until) {
		unknown = unknown_task(tr, rec);
		if (unknown)
			break;
		take_record(tr, rec);
		ring_next(&tr->ring, rec);
		rows++;
	}
	rows -= tr->filtered - filtered;
	add_nonsense(tr, nonsense);
	ring_release(&tr->ring);
	count_filled(tr, rows, tr->ring.next - start);
	return unknown;
}

/* The lock is held before and after, not all the while. */
static void drain_ring(struct track *tr, uint64_t until)
{
	uint32_t unknown;
	int error = 0;

	while (!error && (unknown = drain_known(tr, until))) {
		pthread_mutex_unlock(&tr->lock);
		error = meet_task(tr, unknown);
		pthread_mutex_lock(&tr->lock);
	}
	if (error)
		tr->error = error;
}

static void lose_points(void *self, const struct loss *loss)
{
	put_loss(self, loss);
}

static void drain_stream(struct track *tr, uint64_t until, bool finish)
{
	struct tp_drain d = { .rows = tr->fill, .until = until, .lose = lose_points, .self = tr };

	if (tp_stream_drain(&tr->stream, &d))
		tr->error = -ENOMEM;
	if (finish)
		tp_stream_finish(&tr->stream, &d);
	tr->points += d.taken;
	count_filled(tr, d.taken, d.bytes);
}

static void drain(struct track *tr, uint64_t until)
{
	if (tr->ring.data)
		drain_ring(tr, until);
	if (tr->stream.points)
		drain_stream(tr, until, false);
}

/* What is not later than a round that ends is not believed from here on. */
static void raise_floors(struct track *tr, uint64_t floor)
{
	uint64_t *const floors[] = { &tr->floor, &tr->loss_floor, &tr->stream.floor };

	for (uint32_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		if (*floors[i] < floor)
			*floors[i] = floor;
}

void track_drain(struct track *tr)
{
	pthread_mutex_lock(&tr->lock);
	if (!backlog_full(tr->backlog))
		drain(tr, UINT64_MAX);
	pthread_mutex_unlock(&tr->lock);
}

void track_turn(struct track *tr, uint64_t t)
{
	struct rows *spare = tr->taken;

	pthread_mutex_lock(&tr->lock);
	drain(tr, t);
	tr->taken = tr->fill;
	tr->fill = spare;
	raise_floors(tr, t + 1);
	backlog_remove(tr->backlog, tr->fill_rows, tr->fill_bytes);
	tr->fill_rows = tr->fill_bytes = 0;
	/* A ring that lost something was full, whenever it was looked at. */
	tr->turned_most = tr->lost > tr->turned_lost ? tr->ring.bytes : tr->most;
	tr->turned_lost = tr->lost;
	tr->most = 0;
	pthread_mutex_unlock(&tr->lock);
}

void track_turned(struct track *tr)
{
	struct rows *empty = tr->carry;

	tr->carry = tr->taken;
	tr->taken = empty;
}

void track_finish(struct track *tr, uint64_t t, const struct vmtrace_lost *lost)
{
	uint64_t time;

	pthread_mutex_lock(&tr->lock);
	drain(tr, t);
	if (tr->stream.points)
		drain_stream(tr, t, true);
	time = loss_time(tr, lost->rec.tsc < tr->floor ? tr->floor : lost->rec.tsc);
	if (rows_add_lost(tr->fill, lost, time))
		tr->error = -ENOMEM;
	tr->lost += lost_total(lost);
	pthread_mutex_unlock(&tr->lock);
}
