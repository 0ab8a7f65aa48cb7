/* SPDX-License-Identifier: GPL-2.0 */
#include "record/track.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

int track_init(struct track *l, uint32_t cpu, struct backlog *backlog)
{
	memset(l, 0, sizeof(*l));
	l->cpu = cpu;
	l->backlog = backlog;
	pthread_mutex_init(&l->lock, NULL);
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return l->wake < 0 ? -errno : 0;
}

int track_start(struct track *l, const struct rec_schema *s, uint64_t start)
{
	for (uint32_t i = 0; i < 3; i++)
		if (rows_init(&l->sets[i], s))
			return -ENOMEM;
	l->fill = &l->sets[0];
	l->taken = &l->sets[1];
	l->carry = &l->sets[2];
	l->floor = start;
	l->schema = s;
	return 0;
}

void track_release(struct track *l)
{
	for (uint32_t i = 0; i < 3; i++)
		rows_release(&l->sets[i]);
	if (l->wake >= 0)
		close(l->wake);
	pthread_mutex_destroy(&l->lock);
}

static void add_loss(struct track *l, uint64_t last, uint64_t count, uint8_t type, uint8_t cause)
{
	const struct loss loss = { l->floor, last, count, type, cause };

	l->lost += count;
	if (rows_add_loss(l->fill, &loss))
		l->error = -ENOMEM;
}

/* What a LOST tells of; one without its body tells of nothing. */
static uint64_t told_lost(const struct vmtrace_rec *rec)
{
	if (rec->type != VMTRACE_LOST || rec->words * 8u < sizeof(struct vmtrace_lost))
		return 0;
	return lost_total((const void *)rec);
}

/* Records that are missing before this one and that no LOST tells of. */
static void check_sequence(struct track *l, const struct vmtrace_rec *rec, uint64_t time)
{
	uint32_t missing = rec->seq - (l->seq + l->ring.pads + (uint32_t)told_lost(rec));

	if (missing)
		add_loss(l, time, missing < 1u << 31 ? missing : 1, 0, LOST_GAP);
	l->seq = rec->seq + 1;
}

static void take_record(struct track *l, const struct vmtrace_rec *rec)
{
	bool late = rec->tsc < l->floor;
	uint64_t time = late ? l->floor : rec->tsc;
	int r = late && rec->type != VMTRACE_LOST ? -EBADMSG : 0;

	check_sequence(l, rec, time);
	if (!r)
		r = rows_add(l->fill, l->schema, rec, time);
	if (r == -EBADMSG) {
		add_loss(l, time, 1, rec->type < VMTRACE_NR_TYPES ? rec->type : 0, LOST_DAMAGE);
	} else if (r) {
		l->error = r;
	} else {
		l->records[rec->type]++;
		l->lost += told_lost(rec);
	}
	l->floor = time;
}

static void add_nonsense(struct track *l, uint64_t before)
{
	if (l->ring.nonsense != before)
		add_loss(l, l->floor, l->ring.nonsense - before, 0, LOST_DAMAGE);
}

static void drain(struct track *l, uint64_t until)
{
	uint64_t rows = 0, start = l->ring.next, nonsense = l->ring.nonsense;
	const struct vmtrace_rec *rec;

	ring_acquire(&l->ring);
	while ((rec = ring_peek(&l->ring)) && rec->tsc <= until) {
		take_record(l, rec);
		ring_next(&l->ring, rec);
		rows++;
	}
	add_nonsense(l, nonsense);
	ring_release(&l->ring);
	l->fill_rows += rows;
	l->fill_bytes += l->ring.next - start;
	backlog_add(l->backlog, rows, l->ring.next - start);
}

void track_drain(struct track *l)
{
	pthread_mutex_lock(&l->lock);
	if (!backlog_full(l->backlog))
		drain(l, UINT64_MAX);
	pthread_mutex_unlock(&l->lock);
}

void track_turn(struct track *l, uint64_t t)
{
	struct rows *spare = l->taken;

	pthread_mutex_lock(&l->lock);
	drain(l, t);
	l->taken = l->fill;
	l->fill = spare;
	if (l->floor <= t)
		l->floor = t + 1;
	backlog_remove(l->backlog, l->fill_rows, l->fill_bytes);
	l->fill_rows = l->fill_bytes = 0;
	pthread_mutex_unlock(&l->lock);
}

void track_turned(struct track *l)
{
	struct rows *empty = l->carry;

	l->carry = l->taken;
	l->taken = empty;
}

void track_finish(struct track *l, uint64_t t, const struct vmtrace_lost *lost)
{
	uint64_t time;

	pthread_mutex_lock(&l->lock);
	drain(l, t);
	time = lost->rec.tsc < l->floor ? l->floor : lost->rec.tsc;
	if (rows_add_lost(l->fill, lost, time))
		l->error = -ENOMEM;
	l->lost += lost_total(lost);
	pthread_mutex_unlock(&l->lock);
}
