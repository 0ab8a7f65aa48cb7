/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trace events of Chrome, which Perfetto reads too: one JSON object. On the track of each
 * vCPU's thread the host's time from an exit to the next entry is a slice by the exit's reason, and
 * that from an entry to the next exit one of the guest; a pair between which something is missing
 * is none. Tracepoints and samples are instants of their threads.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/export_tile.h"
#include "report/print/digits.h"
#include "report/room.h"

#define MOST_EXACT ((1ull << 53) - 1) /* of integers in JavaScript */

/* What a vCPU is at. */
struct track {
	uint64_t key; /* vm and vCPU, and 1 << 63: it is there */
	bool in_exit, in_guest;
	uint64_t ns;
	uint32_t counter, cpu;
	const struct str *reason;
};
struct chrome {
	const struct world_session *session;
	bool pairs; /* exits and entries are both exported */
	bool any;   /* event before */
	uint32_t ntracks, nslots;
	struct track *slots;
	uint32_t room_named;
	uint8_t *named; /* by number: the task's thread has its name */
};

static void put_str(struct out *o, const char *text)
{
	out_text(o, text, strlen(text));
}

static int begin(struct export_job *x)
{
	x->state = calloc(1, sizeof(struct chrome));
	put_str(x->out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
	return x->state ? 0 : -ENOMEM;
}

static int end(struct export_job *x)
{
	struct chrome *s = x->state;

	out_piece(x->out, "\n]}\n", 4);
	if (!s)
		return 0;
	free(s->slots);
	free(s->named);
	free(s);
	x->state = NULL;
	return 0;
}

/* ---- Tracks ---- */

static struct track *find(struct chrome *s, uint64_t key)
{
	uint64_t at = key * 0x9e3779b97f4a7c15ull >> 32;

	while (s->slots[at & (s->nslots - 1)].key && s->slots[at & (s->nslots - 1)].key != key)
		at++;
	return &s->slots[at & (s->nslots - 1)];
}

static int grow(struct chrome *s)
{
	struct chrome wide = { .nslots = s->nslots ? 2 * s->nslots : 64 };

	wide.slots = calloc(wide.nslots, sizeof(*wide.slots));
	if (!wide.slots)
		return -ENOMEM;
	for (uint32_t i = 0; i < s->nslots; i++)
		if (s->slots[i].key)
			*find(&wide, s->slots[i].key) = s->slots[i];
	free(s->slots);
	s->slots = wide.slots;
	s->nslots = wide.nslots;
	return 0;
}

static struct track *track_of(struct chrome *s, const struct export_table *t,
			      const struct replay_row *row)
{
	bool valid;
	uint64_t key = 1ull << 63 | replay_value(row, t->vm, &valid) << 16 |
		       replay_value(row, t->vcpu, &valid);
	struct track *track;

	if (2 * (s->ntracks + 1) > s->nslots && grow(s))
		return NULL;
	track = find(s, key);
	s->ntracks += !track->key;
	track->key = key;
	return track;
}

/* ---- Events ---- */

static void put_number(struct out *o, const char *key, uint64_t value)
{
	put_str(o, key);
	export_put_unsigned(o, value);
}

/* Microseconds. */
static void put_time(struct out *o, const char *key, uint64_t ns)
{
	uint32_t rest = ns % 1000;
	char text[4] = { '.', '0' + rest / 100, '0' + rest / 10 % 10, '0' + rest % 10 };

	put_number(o, key, ns / 1000);
	out_piece(o, text, 4);
}

static void begin_event(struct export_job *x, const char *phase, const char *name, size_t len,
			const struct task *task)
{
	struct chrome *s = x->state;

	put_str(x->out, s->any ? ",\n{\"ph\":\"" : "\n{\"ph\":\"");
	s->any = true;
	put_str(x->out, phase);
	put_str(x->out, "\",\"name\":");
	export_put_json(x->out, name, len);
	put_number(x->out, ",\"pid\":", task->tgid);
	put_number(x->out, ",\"tid\":", task->tid);
}

static void put_name(struct export_job *x, const char *what, const struct task *task,
		     const struct str *name)
{
	begin_event(x, "M", what, strlen(what), task);
	put_str(x->out, ",\"args\":{\"name\":");
	export_put_json(x->out, name->text, name->len);
	put_str(x->out, "}}");
}

/* As when its thread was named, by the number that another source has for it. */
static bool is_named_so(const struct export_job *x, const struct task *task)
{
	const struct chrome *s = x->state;
	const struct task *first = &x->session->tasks[task->thread];

	return s->named[task->thread] && task->tid && first->comm == task->comm &&
	       first->leader == task->leader;
}

/* Before a thread's first event, and when its name is another. */
static int name_thread(struct export_job *x, const struct task *task, uint64_t number)
{
	struct chrome *s = x->state;
	uint32_t before = s->room_named;
	bool again;

	if (number >= x->session->ntasks)
		number = 0;
	if (room_for((void **)&s->named, &s->room_named, 1, x->session->ntasks + 1ull))
		return -ENOMEM;
	if (s->room_named > before)
		memset(s->named + before, 0, s->room_named - before);
	if (s->named[number])
		return 0;
	again = is_named_so(x, task);
	s->named[number] = 1;
	if (again)
		return 0;
	put_name(x, "process_name", task, task->leader);
	put_name(x, "thread_name", task, task->comm);
	return 0;
}

static void put_slice(struct export_job *x, const struct task *task, const struct track *k,
		      const char *category, const char *name, size_t len, uint64_t until)
{
	struct out *o = x->out;

	begin_event(x, "X", name, len, task);
	put_str(o, ",\"cat\":\"");
	put_str(o, category);
	put_time(o, "\",\"ts\":", k->ns);
	put_time(o, ",\"dur\":", until - k->ns);
	put_number(o, ",\"args\":{\"cpu\":", k->cpu);
	put_number(o, ",\"vm\":", k->key >> 16 & 0xffffffff);
	put_number(o, ",\"vcpu\":", k->key & 0xffff);
	put_str(o, "}}");
}

static void put_head(struct export_job *x, const struct export_table *t, struct out *o)
{
	put_str(o, "{\"ph\":\"i\",\"name\":");
	export_put_json(o, t->name, t->name_len);
	put_str(o, ",\"s\":\"t\"");
}

static void put_tail(struct export_job *x, const struct export_table *t, struct out *o)
{
	out_piece(o, "}}", 2);
}

static int put_instant(struct export_job *x, struct export_table *t, const struct replay_row *row,
		       const struct task *task)
{
	struct chrome *s = x->state;
	struct out *o = x->out;

	out_piece(o, s->any ? ",\n" : "\n", s->any ? 2 : 1);
	s->any = true;
	out_text(o, t->head.text, t->head.len);
	put_number(o, ",\"pid\":", task->tgid);
	put_number(o, ",\"tid\":", task->tid);
	put_time(o, ",\"ts\":", row->ns);
	put_number(o, ",\"args\":{\"cpu\":", row->cpu);
	return export_put_row(x, t, row);
}

/* ---- Exits and entries ---- */

/* Rows whose times are damaged stand at their first: nothing begins or ends there. */
static bool is_timed(const struct replay_row *row)
{
	bool valid;

	replay_value(row, 0, &valid);
	return valid;
}

/* KVM's counter of exits; without it none is known to be missing. */
static uint32_t counter_of(const struct export_table *t, const struct replay_row *row,
			   uint32_t wanted)
{
	bool valid;
	uint64_t counter = replay_value(row, t->exits, &valid);

	return valid ? counter : wanted;
}

static const struct str *reason_of(struct export_job *x, const struct export_table *t,
				   const struct replay_row *row)
{
	bool valid;
	uint64_t reason = replay_value(row, t->reason, &valid);

	return world_exit_name(x->session, valid ? reason : UINT32_MAX);
}

static void begin_stay(struct track *k, const struct replay_row *row, uint32_t counter)
{
	k->ns = row->ns;
	k->cpu = row->cpu;
	k->counter = counter;
}

static void take_exit(struct export_job *x, struct track *k, const struct export_table *t,
		      const struct replay_row *row, const struct task *task)
{
	uint32_t wanted = k->counter + !x->early, counter = counter_of(t, row, wanted);

	if (k->in_guest && counter == wanted && is_timed(row))
		put_slice(x, task, k, "guest", "guest", 5, row->ns);
	begin_stay(k, row, counter);
	k->in_guest = false;
	k->in_exit = is_timed(row);
	k->reason = reason_of(x, t, row);
}

static void take_entry(struct export_job *x, struct track *k, const struct export_table *t,
		       const struct replay_row *row, const struct task *task)
{
	uint32_t wanted = k->counter + x->early, counter = counter_of(t, row, wanted);

	if (k->in_exit && counter == wanted && is_timed(row) && k->reason)
		put_slice(x, task, k, "exit", k->reason->text, k->reason->len, row->ns);
	begin_stay(k, row, counter);
	k->in_exit = false;
	k->in_guest = is_timed(row);
}

/* ---- */

static bool has(const struct export_job *x, int events)
{
	for (uint32_t i = 0; i < x->ntables; i++)
		if ((int)x->tables[i].events == events)
			return true;
	return false;
}

static void begin_session(struct export_job *x, struct chrome *s)
{
	s->session = x->session;
	s->pairs = has(x, EXPORT_EXITS) && has(x, EXPORT_ENTRIES);
	s->ntracks = 0;
	if (s->slots)
		memset(s->slots, 0, s->nslots * sizeof(*s->slots));
	if (s->named)
		memset(s->named, 0, s->room_named);
}

static int put_row(struct export_job *x, struct export_table *t, const struct replay_row *row)
{
	struct chrome *s = x->state;
	uint64_t number;
	const struct task *task = export_task(x, t, row, &number);
	struct track *k;

	if (s->session != x->session)
		begin_session(x, s);
	if (name_thread(x, task, number))
		return -ENOMEM;
	if (!s->pairs || (t->events != EXPORT_EXITS && t->events != EXPORT_ENTRIES))
		return put_instant(x, t, row, task);
	k = track_of(s, t, row);
	if (!k)
		return -ENOMEM;
	(t->events == EXPORT_EXITS ? take_exit : take_entry)(x, k, t, row, task);
	return 0;
}

const struct exporter export_chrome = {
	.name = "chrome",
	.help = "Chrome's trace events, for ui.perfetto.dev: exits and guests as slices",
	.style = { .head = put_head,
		   .tail = put_tail,
		   .lead = export_lead_json,
		   .text = export_put_json,
		   .hex = "\"",
		   .bytes = "\"",
		   .list = { "[", ",", "]" },
		   .most = MOST_EXACT },
	.begin = begin,
	.row = put_row,
	.end = end,
};
