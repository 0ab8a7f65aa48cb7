/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/session_weave.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "record/enum_names.h"

#define MAX_CPUS 8192u /* Linux's own limit (NR_CPUS) */
#define LOST 0	       /* the first lane */
#define LEVEL 1

static int no_memory(const struct session_weave *w, struct trouble *t)
{
	return foreign_no_memory(&w->trace->file, t);
}

static int write_failed(int error, struct trouble *t)
{
	const char *what = error == VMT_EIO ? strerror(errno) : vmt_strerror(error);

	return trouble_set(t, TROUBLE_FAILED,
			   "the trace cannot be written: %s; it holds what came before", what);
}

static struct vmt_clock clock_at(const struct session_weave *w, uint64_t time)
{
	const struct foreign_clock *c = &w->trace->clock;
	uint64_t mono = (uint64_t)((unsigned __int128)time * c->mult >> c->shift) + c->mono;

	return (struct vmt_clock){ time, mono, mono, mono + c->real };
}

static uint64_t ticks_per_second(const struct foreign_clock *c)
{
	uint64_t ticks = ((unsigned __int128)1000000000 << c->shift) / c->mult;

	return ticks ?: 1;
}

/* ---- The session begins ---- */

static int add_lane(struct session_weave *w, const struct vmt_table *def, struct vmt_stage *stage)
{
	struct weave_lane *lane = &w->lanes[w->nlanes];

	*lane = (struct weave_lane){ .def = def, .stage = stage };
	return stage || !vmt_stage_new(&w->lanes[w->nlanes].stage, def) ? (int)w->nlanes++
									: -ENOMEM;
}

static int add_kvm_lanes(struct session_weave *w, uint8_t isa)
{
	w->exit = w->entry = -1;
	kvm_rows_init(&w->kvm, &w->trace->events, w->trace->big);
	if (!isa)
		return 0;
	kvm_rows_define(&w->kvm, isa);
	if (w->kvm.exit.event)
		w->exit = add_lane(w, &w->kvm.exit.table, NULL);
	if (w->kvm.entry.event)
		w->entry = add_lane(w, &w->kvm.entry.table, NULL);
	return w->exit == -ENOMEM || w->entry == -ENOMEM ? -ENOMEM : 0;
}

static int make_lanes(struct session_weave *w, uint8_t isa)
{
	const struct foreign_events *e = &w->trace->events;
	const struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	w->lanes = calloc(e->n + 3, sizeof(*w->lanes));
	if (!w->lanes || rec_schema_init(&w->schema, isa, 0, none, false, NULL) ||
	    rows_init(&w->rows, &w->schema))
		return -ENOMEM;
	add_lane(w, rec_schema_table(&w->schema, REC_LOST), w->rows.stage[REC_LOST]);
	if (add_kvm_lanes(w, isa))
		return -ENOMEM;
	w->first = w->nlanes;
	/* An event's stage is made when there is one. */
	for (uint32_t i = 0; i < e->n; i++)
		w->lanes[w->nlanes++].def = tep_table_def(e->list[i].table);
	return 0;
}

/* The file's number of a lane's table: those of the schema stand first. */
static uint32_t lane_table(const struct session_weave *w, uint32_t lane)
{
	return lane == LOST ? (uint32_t)w->schema.index[REC_LOST] : w->schema.ntables + lane - 1;
}

static void add_fact(struct vmt_fact *facts, uint32_t *n, const char *key, const char *value)
{
	if (*value)
		facts[(*n)++] = (struct vmt_fact){ key, value };
}

/* At most as many as their text has room for. */
static void list_events(const struct foreign_events *e, char *text, size_t size)
{
	size_t n = 0;

	text[0] = 0;
	for (uint32_t i = 0; i < e->n && n < size; i++) {
		const char *name = tep_table_def(e->list[i].table)->name;

		if (strncmp(name, "ftrace:", 7))
			n += snprintf(text + n, size - n, "%s%s", n ? "," : "", name);
	}
	if (n >= size)
		strcpy(text + size - 4, "...");
}

static int open_writer(struct session_weave *w, const struct foreign_output *out,
		       const struct vmt_table *tables, uint32_t ntables, struct vmt_fact *facts,
		       const struct vmt_clock *start)
{
	static const char *const isas[] = { "", [VMT_ISA_VMX] = "vmx", [VMT_ISA_SVM] = "svm" };
	const struct vmt_writer_options options = { .size = sizeof(options),
						    .level = LEVEL,
						    .footer = out->footer };
	const struct foreign_trace *t = w->trace;
	char events[1024];
	uint32_t n = 0;

	list_events(&t->events, events, sizeof(events));
	add_fact(facts, &n, "recorder", t->recorder);
	add_fact(facts, &n, "host.name", t->host);
	add_fact(facts, &n, "host.kernel", t->kernel);
	add_fact(facts, &n, "host.machine", t->machine);
	add_fact(facts, &n, "host.cpu", t->cpu);
	add_fact(facts, &n, "host.cpus", t->cpus);
	add_fact(facts, &n, "clock", t->clock.name);
	add_fact(facts, &n, "walltime", t->clock.dated ? "" : "unknown");
	add_fact(facts, &n, "isa", isas[w->kvm.isa]);
	add_fact(facts, &n, "events", events);
	add_fact(facts, &n, "command", t->command);
	for (uint32_t i = 0; i < t->events.n; i++)
		add_fact(facts, &n, t->events.list[i].key, t->events.list[i].format);
	return vmt_writer_open(&w->writer, out->sink, &options, tables, ntables, facts, n, start,
			       ticks_per_second(&t->clock));
}

static int begin_session(struct session_weave *w, const struct foreign_output *out, uint64_t start)
{
	uint32_t ntables = w->schema.ntables + w->nlanes - 1;
	struct vmt_table *tables = calloc(ntables, sizeof(*tables));
	struct vmt_fact *facts = calloc(w->trace->events.n + 16, sizeof(*facts));
	const struct vmt_clock clock = clock_at(w, start);
	int r = VMT_ENOMEM;

	if (tables && facts) {
		memcpy(tables, w->schema.tables, w->schema.ntables * sizeof(*tables));
		for (uint32_t i = 1; i < w->nlanes; i++)
			tables[lane_table(w, i)] = *w->lanes[i].def;
		r = open_writer(w, out, tables, ntables, facts, &clock);
	}
	free(tables);
	free(facts);
	return r;
}

int weave_open(struct session_weave *w, struct foreign_trace *trace, uint8_t isa,
	       const struct foreign_output *out, uint64_t first, struct trouble *t)
{
	int r;

	*w = (struct session_weave){ .trace = trace, .sealed = first ? first - 1 : 0 };
	if (make_lanes(w, isa))
		return no_memory(w, t);
	w->latest = w->sealed;
	if (out->open && out->open(out->self, t))
		return -1;
	r = begin_session(w, out, w->sealed);
	if (r)
		return r == VMT_ENOMEM ? no_memory(w, t) : write_failed(r, t);
	return enum_names_add(&w->rows, w->sealed, isa) ? no_memory(w, t) : 0;
}

void weave_release(struct session_weave *w)
{
	for (uint32_t i = 0; i < w->nlanes; i++) {
		if (i != LOST)
			vmt_stage_free(w->lanes[i].stage);
		free(w->lanes[i].parts);
	}
	free(w->lanes);
	free(w->cpus);
	rows_release(&w->rows);
	rec_schema_release(&w->schema);
	vmt_writer_free(w->writer);
	*w = (struct session_weave){ 0 };
}

/* ---- Rows ---- */

int weave_cpu(struct session_weave *w, uint32_t cpu, struct trouble *t)
{
	struct weave_cpu *p;
	uint32_t i = 0;

	if (cpu >= MAX_CPUS && cpu != VMT_NO_CPU)
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: there is an event of CPU %u; the file is damaged",
				   w->trace->file.name, cpu);
	while (i < w->ncpus && w->cpus[i].cpu != cpu)
		i++;
	if (i == w->cpu_room) {
		p = realloc(w->cpus, (w->cpu_room * 2 + 8) * sizeof(*p));
		if (!p)
			return no_memory(w, t);
		w->cpus = p;
		w->cpu_room = w->cpu_room * 2 + 8;
	}
	if (i == w->ncpus)
		w->cpus[w->ncpus++] = (struct weave_cpu){ .cpu = cpu };
	w->cpu = &w->cpus[i];
	return 0;
}

/* The next row of a lane is the CPU's. */
static int add_part(struct session_weave *w, struct weave_lane *lane)
{
	struct vmt_part *p;

	if (!lane->stage && vmt_stage_new(&lane->stage, lane->def))
		return -ENOMEM;
	if (lane->nparts == lane->room) {
		p = realloc(lane->parts, (lane->room * 2 + 4) * sizeof(*p));
		if (!p)
			return -ENOMEM;
		lane->parts = p;
		lane->room = lane->room * 2 + 4;
	}
	lane->parts[lane->nparts++] = (struct vmt_part){ .cpu = w->cpu->cpu,
							 .stage = lane->stage,
							 .first = vmt_stage_rows(lane->stage) };
	return 0;
}

static inline int enter_lane(struct session_weave *w, struct weave_lane *lane)
{
	bool same = lane->nparts && lane->parts[lane->nparts - 1].cpu == w->cpu->cpu;

	return same ? 0 : add_part(w, lane);
}

static inline void count_row(struct session_weave *w, struct weave_lane *lane)
{
	lane->parts[lane->nparts - 1].rows++;
	w->waiting++;
}

/* Where what is of that time can stand. */
static uint64_t place_in_time(struct session_weave *w, uint64_t time)
{
	uint64_t least = w->sealed + 1;

	if (w->cpu->last > least)
		least = w->cpu->last;
	if (time < least)
		time = least;
	w->cpu->last = time;
	if (time > w->latest)
		w->latest = time;
	return time;
}

static int add_kvm(struct session_weave *w, int index,
		   int (*add)(const struct kvm_rows *, struct vmt_stage *, const struct kvm_stamp *,
			      const void *, uint32_t),
		   const struct weave_record *r, uint64_t time)
{
	struct kvm_stamp stamp = { .time = time, .seq = w->cpu->seq++, .task = r->task };
	struct weave_lane *lane = &w->lanes[index];
	int error = enter_lane(w, lane);

	if (!error)
		error = foreign_threads_vm(&w->trace->threads, r->tid, w->kvm.isa, &w->rows,
					   w->sealed + 1, &stamp.vm);
	if (!error)
		error = add(&w->kvm, lane->stage, &stamp, r->data, r->size);
	if (!error)
		count_row(w, lane);
	/* What is no exit of this processor's stays what it was recorded as. */
	return error == -EBADMSG ? 0 : error;
}

static int add_known(struct session_weave *w, const struct weave_record *r, uint64_t time)
{
	if (r->event == w->kvm.exit.event && w->exit >= 0)
		return add_kvm(w, w->exit, kvm_rows_add_exit, r, time);
	if (r->event == w->kvm.entry.event && w->entry >= 0)
		return add_kvm(w, w->entry, kvm_rows_add_entry, r, time);
	return 0;
}

static int add_event(struct session_weave *w, const struct weave_record *r, uint64_t time)
{
	struct weave_lane *lane = &w->lanes[w->first + (r->event - w->trace->events.list)];
	struct tep_stamp stamp = { .time = time, .task = r->task };
	int error = add_known(w, r, time) ?: enter_lane(w, lane);

	stamp.seq = w->cpu->seq++;
	if (!error)
		error = tep_table_add(r->event->table, lane->stage, &stamp, r->data, r->size);
	if (!error)
		count_row(w, lane);
	return error;
}

int weave_thread(struct session_weave *w, struct weave_record *r, struct trouble *t)
{
	int32_t tid = 0;

	r->tid = r->task = 0;
	if (!tep_table_pid(r->event->table, r->data, r->size, &tid))
		return 0;
	r->tid = tid;
	return foreign_threads_number(&w->trace->threads, tid, &w->rows, w->sealed + 1, &r->task)
		       ? no_memory(w, t)
		       : 0;
}

int weave_event(struct session_weave *w, const struct weave_record *r, struct trouble *t)
{
	uint64_t time = place_in_time(w, r->time);
	int error = add_event(w, r, time);

	w->events++;
	w->moved += time != r->time;
	w->cut += error == -EBADMSG;
	return error == -ENOMEM ? no_memory(w, t) : 0;
}

int weave_lost(struct session_weave *w, uint64_t time, uint64_t count, struct trouble *t)
{
	uint64_t first = w->cpu->last > w->sealed ? w->cpu->last : w->sealed;
	const struct loss loss = { first, place_in_time(w, time), count, VMT_STREAM_TRACEPOINT,
				   LOST_RING };
	struct weave_lane *lane = &w->lanes[LOST];

	if (enter_lane(w, lane) || rows_add_loss(&w->rows, &loss))
		return no_memory(w, t);
	w->lost += count;
	count_row(w, lane);
	return 0;
}

/* ---- Rounds ---- */

static int by_cpu(const void *a, const void *b)
{
	const struct vmt_part *x = a, *y = b;

	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

static int write_lane(struct session_weave *w, uint32_t i)
{
	struct weave_lane *lane = &w->lanes[i];
	uint32_t kept = 0;
	int r = 0;

	/* A row that was refused left its part empty. */
	for (uint32_t k = 0; k < lane->nparts; k++)
		if (lane->parts[k].rows)
			lane->parts[kept++] = lane->parts[k];
	if (kept) {
		qsort(lane->parts, kept, sizeof(*lane->parts), by_cpu);
		r = vmt_writer_rows(w->writer, lane_table(w, i), lane->parts, kept);
		vmt_stage_drop(lane->stage, vmt_stage_rows(lane->stage));
	}
	lane->nparts = 0;
	return r;
}

/* What others refer to comes first. */
static int write_told(struct session_weave *w)
{
	int r = 0;

	for (uint32_t i = 0; i < REC_NR_TABLES && !r; i++) {
		struct vmt_stage *stage = w->rows.stage[i];
		struct vmt_part part = { .cpu = VMT_NO_CPU, .stage = stage };

		part.rows = stage && i != REC_LOST ? vmt_stage_rows(stage) : 0;
		if (!part.rows)
			continue;
		r = vmt_writer_rows(w->writer, w->schema.index[i], &part, 1);
		vmt_stage_drop(stage, part.rows);
	}
	return r;
}

static int write_rows(struct session_weave *w)
{
	int r = write_told(w);

	for (uint32_t i = 0; i < w->nlanes && !r; i++)
		if (w->lanes[i].nparts)
			r = write_lane(w, i);
	w->waiting = 0;
	return r;
}

int weave_round(struct session_weave *w, uint64_t until, struct trouble *t)
{
	const struct vmt_clock now = clock_at(w, until);
	int r = write_rows(w);

	if (!r)
		r = vmt_writer_round(w->writer, &now);
	if (r)
		return write_failed(r, t);
	w->sealed = until;
	return 0;
}

int weave_end(struct session_weave *w, const char *cause, struct trouble *t)
{
	const struct vmt_clock now = clock_at(w, w->latest > w->sealed ? w->latest : w->sealed);
	int r = write_rows(w);

	if (!r)
		r = vmt_writer_end(w->writer, &now, cause);
	return r ? write_failed(r, t) : 0;
}
