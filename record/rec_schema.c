/* SPDX-License-Identifier: GPL-2.0 */
#include "record/rec_schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
/* clang-format off */
#define TIME { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 }
#define SEQ { VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ, 0, 0 }
#define TASK { VMT_C_TASK, VMT_U32, VMT_SEM_TASK, 0, 0 }
#define VM { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 }
#define NUMBER(name, type) { name, type, VMT_SEM_NONE, 0, 0 }
#define NS(name) { name, VMT_U64, VMT_SEM_NS, 0, 0 }
#define COUNT(name, type) { name, type, VMT_SEM_COUNT, 0, 0 }
#define TEXT(name) { name, VMT_VAR, VMT_SEM_TEXT, 0, 0 }
#define ENUM(name, type, set) { name, type, VMT_SEM_ENUM, 0, set }

static const struct vmt_column names[] = {
	TIME, NUMBER(VMT_C_SET, VMT_U32), NUMBER(VMT_C_VALUE, VMT_U64), TEXT(VMT_C_NAME),
};
static const struct vmt_column tasks[] = {
	TIME, TASK, NUMBER(VMT_C_TID, VMT_U32), NUMBER(VMT_C_TGID, VMT_U32),
	NUMBER(VMT_C_PPID, VMT_U32), NUMBER(VMT_C_UID, VMT_U32), NUMBER(VMT_C_GID, VMT_U32),
	NS(VMT_C_START), NUMBER(VMT_C_CGROUP, VMT_U64), TEXT(VMT_C_COMM), TEXT(VMT_C_LEADER),
};
static const struct vmt_column vms[] = {
	TIME, VM, NUMBER(VMT_C_TGID, VMT_U32), NUMBER(VMT_C_ORDER, VMT_U32),
	NUMBER(VMT_C_ISA, VMT_U8), NUMBER(VMT_C_NESTED_PAGING, VMT_U8 | VMT_NULLABLE),
	TEXT(VMT_C_NAME),
};
static const struct vmt_column clocks[] = {
	TIME, NS(VMT_C_MONO), NS(VMT_C_BOOT), NS(VMT_C_REAL),
};
static const struct vmt_column cpus[] = {
	TIME, SEQ, NUMBER(VMT_C_ON, VMT_U8), ENUM(VMT_C_CAUSE, VMT_U8, VMT_SET_END),
};
static const struct vmt_column levels[] = {
	TIME, NUMBER(VMT_C_LEVEL, VMT_I8 | VMT_NULLABLE), NUMBER(VMT_C_FILL, VMT_U8),
};
static const struct vmt_column ticks[] = {
	TIME, SEQ, TASK, COUNT(VMT_C_NONE, VMT_U32), COUNT(VMT_C_HOST, VMT_U32),
	COUNT(VMT_C_GUEST, VMT_U32), NUMBER(VMT_C_TICK, VMT_U64),
};
static const struct vmt_column losses[] = {
	TIME, { VMT_C_FIRST, VMT_U64, VMT_SEM_TIME, 0, 0 },
	ENUM(VMT_C_TYPE, VMT_U8, VMT_SET_STREAM), COUNT(VMT_C_COUNT, VMT_U64),
	ENUM(VMT_C_CAUSE, VMT_U8, VMT_SET_CAUSE),
};
#define VCPU TIME, SEQ, TASK, VM, NUMBER(VMT_C_VCPU, VMT_U16), NUMBER(VMT_C_FLAGS, VMT_U8)
static const struct vmt_column exits[] = {
	VCPU, NUMBER(VMT_C_EXITS, VMT_U32), ENUM(VMT_C_REASON, VMT_U32 | VMT_NULLABLE, 0),
};
static const struct vmt_column entries[] = {
	VCPU, NUMBER(VMT_C_EXITS, VMT_U32),
};
static const struct vmt_column samples[] = {
	VCPU, NUMBER(VMT_C_TICK, VMT_U64), NS(VMT_C_LATE),
};

#define TABLE(name, flags, columns) { name, flags, LENGTH(columns), columns }
static const struct vmt_table templates[REC_NR_TABLES] = {
	[REC_NAME] = TABLE(VMT_T_NAME, 0, names),
	[REC_TASK] = TABLE(VMT_T_TASK, 0, tasks),
	[REC_VM] = TABLE(VMT_T_VM, 0, vms),
	[REC_CLOCK] = TABLE(VMT_T_CLOCK, 0, clocks),
	[REC_CPU] = TABLE(VMT_T_CPU, 0, cpus),
	[REC_LEVEL] = TABLE(VMT_T_LEVEL, 0, levels),
	[REC_EXIT] = TABLE(VMT_T_EXIT, VMT_TABLE_EVENT, exits),
	[REC_ENTRY] = TABLE(VMT_T_ENTRY, VMT_TABLE_EVENT, entries),
	[REC_SAMPLE] = TABLE(VMT_T_SAMPLE, VMT_TABLE_EVENT, samples),
	[REC_TICKS] = TABLE(VMT_T_TICKS, 0, ticks),
	[REC_LOST] = TABLE(VMT_T_LOST, 0, losses),
};
/* clang-format on */

static const struct vmt_table *const guest_tables[] = {
	[REC_IMAGE - REC_IMAGE] = &vmt_image_table,
	[REC_SYMBOL - REC_IMAGE] = &vmt_symbol_table,
	[REC_GUEST_LOOK - REC_IMAGE] = &vmt_guest_look_table,
	[REC_GUEST_TASK - REC_IMAGE] = &vmt_guest_task_table,
	[REC_GUEST_END - REC_IMAGE] = &vmt_guest_end_table,
};

static bool is_guests(uint32_t table)
{
	return table >= REC_IMAGE && table <= REC_GUEST_END;
}

static uint8_t column_type(uint8_t width)
{
	return width <= 8 ? VMT_U8 : width <= 16 ? VMT_U16 : width <= 32 ? VMT_U32 : VMT_U64;
}

static void add_registers(struct vmt_column *columns, const struct reg_set *regs)
{
	const struct reg *r;
	uint32_t bit = 0;

	while ((r = reg_next(regs, &bit)))
		*columns++ = (struct vmt_column){
			.name = r->name,
			.type = column_type(r->width) | VMT_NULLABLE,
			.sem = VMT_SEM_REG,
			.arg = r->number,
		};
}

static void name_reasons(struct vmt_column *columns, uint32_t ncolumns, uint32_t isa)
{
	for (uint32_t c = 0; c < ncolumns; c++)
		if (columns[c].sem == VMT_SEM_ENUM)
			columns[c].arg = isa == VMTRACE_SVM ? VMT_SET_EXIT_SVM : VMT_SET_EXIT_VMX;
}

static int add_event(struct rec_schema *s, uint32_t event, uint32_t isa, const struct reg_set *regs)
{
	struct vmt_table *table = &s->tables[s->ntables - 1];
	struct rec_plan *plan = &s->plans[event];
	struct vmt_column *columns;

	plan->fixed = table->ncolumns;
	plan->nregs = reg_set_count(regs);
	plan->nvalid = VMTRACE_WORDS(plan->nregs);
	plan->words = sizeof(struct vmtrace_vcpu) / 8 + plan->nvalid + plan->nregs;
	columns = calloc(plan->fixed + plan->nregs, sizeof(*columns));
	if (!columns)
		return -ENOMEM;
	memcpy(columns, table->columns, plan->fixed * sizeof(*columns));
	name_reasons(columns, plan->fixed, isa);
	add_registers(columns + plan->fixed, regs);
	table->ncolumns = plan->fixed + plan->nregs;
	table->columns = s->columns[event] = columns;
	return 0;
}

static int make_room(struct rec_schema *s, uint32_t npoints)
{
	s->nindex = REC_NR_TABLES + npoints;
	s->tables = calloc(s->nindex, sizeof(*s->tables));
	s->index = calloc(s->nindex, sizeof(*s->index));
	return s->tables && s->index ? 0 : -ENOMEM;
}

static int add_tables(struct rec_schema *s, uint32_t isa, uint32_t events,
		      const struct reg_set regs[VMTRACE_NR_EVENTS], bool guests)
{
	for (uint32_t i = 0; i < REC_NR_TABLES; i++) {
		bool event = i >= REC_EXIT && i <= REC_SAMPLE;

		s->index[i] = -1;
		if ((event && !(events >> (i - REC_EXIT) & 1)) || (is_guests(i) && !guests))
			continue;
		s->index[i] = s->ntables;
		s->tables[s->ntables++] =
			is_guests(i) ? *guest_tables[i - REC_IMAGE] : templates[i];
		if (event && add_event(s, i - REC_EXIT, isa, &regs[i - REC_EXIT]))
			return -ENOMEM;
	}
	return 0;
}

static void add_points(struct rec_schema *s, const struct point_set *points)
{
	for (uint32_t i = 0; points && i < points->n; i++) {
		s->index[REC_POINT + i] = s->ntables;
		s->tables[s->ntables++] = *tep_table_def(points->points[i].table);
	}
}

int rec_schema_init(struct rec_schema *s, uint32_t isa, uint32_t events,
		    const struct reg_set regs[VMTRACE_NR_EVENTS], bool guests,
		    const struct point_set *points)
{
	memset(s, 0, sizeof(*s));
	if (make_room(s, points ? points->n : 0) || add_tables(s, isa, events, regs, guests)) {
		rec_schema_release(s);
		return -ENOMEM;
	}
	add_points(s, points);
	s->task_shift = points && points->n;
	return 0;
}

void rec_schema_release(struct rec_schema *s)
{
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++)
		free(s->columns[e]);
	free(s->tables);
	free(s->index);
	memset(s, 0, sizeof(*s));
}

const struct vmt_table *rec_schema_table(const struct rec_schema *s, uint32_t table)
{
	return s->index[table] < 0 ? NULL : &s->tables[s->index[table]];
}
