/* SPDX-License-Identifier: GPL-2.0 */
#include "record/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/row_put.h"
#include "record/vmname.h"

int rows_init(struct rows *rows, const struct rec_schema *s)
{
	*rows = (struct rows){ .stage = calloc(s->nindex, sizeof(*rows->stage)) };
	if (!rows->stage)
		return -ENOMEM;
	rows->n = s->nindex;
	for (uint32_t i = 0; i < REC_NR_TABLES; i++) {
		const struct vmt_table *table = rec_schema_table(s, i);

		if (table && vmt_stage_new(&rows->stage[i], table))
			return -ENOMEM;
	}
	return 0;
}

void rows_release(struct rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++)
		vmt_stage_free(rows->stage[i]);
	free(rows->stage);
	memset(rows, 0, sizeof(*rows));
}

struct vmt_stage *rows_point(struct rows *rows, const struct point_set *points, uint32_t point)
{
	struct vmt_stage **stage = &rows->stage[REC_POINT + point];

	if (!*stage && vmt_stage_new(stage, tep_table_def(points->points[point].table)))
		return NULL;
	return *stage;
}

/* ---- Events ---- */

#define EXIT_REASON 7

static void fixed_exit(uint64_t *row, const struct vmtrace_vcpu *v)
{
	row[AT(6)] = v->exits;
	row[AT(EXIT_REASON)] = v->reason;
}

static void fixed_entry(uint64_t *row, const struct vmtrace_vcpu *v)
{
	row[AT(6)] = v->exits;
}

static void fixed_sample(uint64_t *row, const struct vmtrace_vcpu *v)
{
	row[AT(6)] = v->tick;
	row[AT(7)] = v->late;
}

static void (*const fixed[VMTRACE_NR_EVENTS])(uint64_t *, const struct vmtrace_vcpu *) = {
	[VMTRACE_ON_EXIT] = fixed_exit,
	[VMTRACE_ON_ENTRY] = fixed_entry,
	[VMTRACE_ON_SAMPLE] = fixed_sample,
};

static void mark_absent(struct vmt_stage *stage, const struct rec_plan *p, const uint64_t *valid)
{
	for (uint32_t w = 0; w < p->nvalid; w++) {
		uint32_t left = p->nregs - w * 64;
		uint64_t absent = ~valid[w] & (left < 64 ? (1ull << left) - 1 : ~0ull);

		for (; absent; absent &= absent - 1)
			vmt_stage_null(stage, p->fixed + w * 64 + __builtin_ctzll(absent));
	}
}

static int add_vcpu(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		    uint64_t time)
{
	const struct vmtrace_vcpu *v = (const void *)rec;
	const uint64_t *valid = (const uint64_t *)(v + 1), *regs;
	uint32_t event = rec->type - VMTRACE_EXIT;
	const struct rec_plan *p = &s->plans[event];
	struct vmt_stage *stage = rows->stage[REC_EXIT + event];
	uint64_t *row;

	if (!stage || rec->words != p->words)
		return -EBADMSG;
	row = vmt_stage_begin(stage);
	if (!row)
		return -ENOMEM;
	row[AT(0)] = time;
	row[AT(1)] = rec->seq;
	row[AT(2)] = (uint64_t)v->task << s->task_shift;
	row[AT(3)] = v->vm;
	row[AT(4)] = v->vcpu;
	row[AT(5)] = rec->flags;
	fixed[event](row, v);
	regs = valid + p->nvalid;
	for (uint32_t i = 0; i < p->nregs; i++)
		row[AT(p->fixed + i)] = regs[i];
	mark_absent(stage, p, valid);
	if (rec->type == VMTRACE_EXIT && rec->flags & VMTRACE_REC_UNREAD)
		vmt_stage_null(stage, EXIT_REASON);
	vmt_stage_end(stage);
	return 0;
}

/* ---- Everything else ---- */

static int add_ticks(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		     uint64_t time)
{
	const struct vmtrace_ticks *t = (const void *)rec;
	struct vmt_stage *stage = rows->stage[REC_TICKS];

	return end_row(stage, ADD(stage, time, rec->seq, (uint64_t)t->task << s->task_shift,
				  t->none, t->host, t->guest, t->tick));
}

int rows_add_loss(struct rows *rows, const struct loss *l)
{
	struct vmt_stage *stage = rows->stage[REC_LOST];

	return end_row(stage, ADD(stage, l->last, l->first, l->type, l->count, l->cause));
}

#define NR_COUNTS (sizeof(((struct vmtrace_lost *)0)->count) / sizeof(uint32_t))

uint64_t lost_total(const struct vmtrace_lost *l)
{
	uint64_t total = 0;

	for (uint32_t i = 0; i < NR_COUNTS; i++)
		total += l->count[i];
	return total;
}

int rows_add_lost(struct rows *rows, const struct vmtrace_lost *l, uint64_t time)
{
	int r = 0;

	for (uint32_t i = 0; i < NR_COUNTS && !r; i++) {
		const struct loss loss = { l->first, time, l->count[i], i, LOST_RING };

		if (loss.count)
			r = rows_add_loss(rows, &loss);
	}
	return r;
}

static int add_lost(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		    uint64_t time)
{
	return rows_add_lost(rows, (const void *)rec, time);
}

int rows_add_task(struct rows *rows, const struct vmtrace_task *t, uint64_t time)
{
	struct vmt_stage *stage = rows->stage[REC_TASK];
	int r = ADD(stage, time, t->task, t->tid, t->tgid, t->ppid, t->uid, t->gid, t->start,
		    t->cgroup);

	if (!r)
		r = add_text(stage, 9, t->comm, sizeof(t->comm));
	if (!r)
		r = add_text(stage, 10, t->leader, sizeof(t->leader));
	return end_row(stage, r);
}

static int add_task(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		    uint64_t time)
{
	return rows_add_task(rows, (const void *)rec, time);
}

int rows_add_vm(struct rows *rows, const struct vmtrace_vm *v, const char *name, uint64_t time)
{
	struct vmt_stage *stage = rows->stage[REC_VM];
	int r = ADD(stage, time, v->vm, v->tgid, v->order, v->isa, v->nested_paging);

	if (!r && v->nested_paging == VM_PAGING_UNKNOWN)
		vmt_stage_null(stage, 5);
	if (!r)
		r = add_text(stage, 6, name, ~0u);
	return end_row(stage, r);
}

static int add_vm(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		  uint64_t time)
{
	const struct vmtrace_vm *v = (const void *)rec;
	char name[256];

	vmname_read("/proc", v->tgid, name, sizeof(name));
	return rows_add_vm(rows, v, name, time);
}

static int add_cpu(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
		   uint64_t time)
{
	const struct vmtrace_cpu *c = (const void *)rec;
	struct vmt_stage *stage = rows->stage[REC_CPU];

	return end_row(stage, ADD(stage, time, rec->seq, c->on, c->cause));
}

static const struct {
	uint32_t bytes; /* of such a record, at least */
	int (*add)(struct rows *, const struct rec_schema *, const struct vmtrace_rec *, uint64_t);
} types[VMTRACE_NR_TYPES] = {
	[VMTRACE_EXIT] = { sizeof(struct vmtrace_vcpu), add_vcpu },
	[VMTRACE_ENTRY] = { sizeof(struct vmtrace_vcpu), add_vcpu },
	[VMTRACE_SAMPLE] = { sizeof(struct vmtrace_vcpu), add_vcpu },
	[VMTRACE_TICKS] = { sizeof(struct vmtrace_ticks), add_ticks },
	[VMTRACE_LOST] = { sizeof(struct vmtrace_lost), add_lost },
	[VMTRACE_TASK] = { sizeof(struct vmtrace_task), add_task },
	[VMTRACE_VM] = { sizeof(struct vmtrace_vm), add_vm },
	[VMTRACE_CPU] = { sizeof(struct vmtrace_cpu), add_cpu },
};

int rows_add(struct rows *rows, const struct rec_schema *s, const struct vmtrace_rec *rec,
	     uint64_t time)
{
	if (rec->type >= VMTRACE_NR_TYPES || !types[rec->type].add ||
	    rec->words * 8u < types[rec->type].bytes)
		return -EBADMSG;
	return types[rec->type].add(rows, s, rec, time);
}

/* ---- The recorder's own ---- */

int rows_add_clock(struct rows *rows, const struct vmtrace_clock *c)
{
	struct vmt_stage *stage = rows->stage[REC_CLOCK];

	return end_row(stage, ADD(stage, c->tsc, c->mono, c->boot, c->real));
}

int rows_add_level(struct rows *rows, uint64_t time, int level, uint32_t percent)
{
	struct vmt_stage *stage = rows->stage[REC_LEVEL];
	int r = ADD(stage, time, (uint64_t)(int64_t)level, percent);

	if (!r && level == VMT_LEVEL_NONE)
		vmt_stage_null(stage, 1);
	return end_row(stage, r);
}

int rows_add_name(struct rows *rows, uint64_t time, uint32_t set, uint64_t value, const char *name)
{
	struct vmt_stage *stage = rows->stage[REC_NAME];
	int r = ADD(stage, time, set, value);

	if (!r)
		r = add_text(stage, 3, name, ~0u);
	return end_row(stage, r);
}
