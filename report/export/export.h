/* SPDX-License-Identifier: GPL-2.0 */
/*
 * export.h - events of traces in formats of other tools, all in total order. A format is a row of
 * the table in export.c: what it does before the first event, with each, and behind the last.
 *
 *	export_run(...)
 *		begin
 *		session, for each: its tables' columns are made ready
 *			row, for each event
 *		end
 *
 * Memory: the columns asked for of one round's chunks, and what a format keeps by thread.
 */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include "report/print/out_line.h"
#include "report/world/event_text.h"
#include "report/world/replay.h"
#include "report/world/world.h"

/* What a field of an event is made of; the first are of no column of their own. */
enum export_kind {
	EXPORT_TIME, /* ns of the host's CLOCK_MONOTONIC */
	EXPORT_CPU,
	EXPORT_EVENT,
	EXPORT_PID,
	EXPORT_TID,
	EXPORT_COMM,
	EXPORT_NR_OWN,
	EXPORT_UNSIGNED = EXPORT_NR_OWN,
	EXPORT_SIGNED,
	EXPORT_ADDRESS, /* or a register */
	EXPORT_ENUM,
	EXPORT_TEXT,
	EXPORT_LIST,
	EXPORT_BYTES,
};

/* All that is written of some event, in the order of the columns of a table. */
struct export_field {
	const char *name;
	uint32_t len;
};

/* A field as one table has it. */
struct export_column {
	uint32_t field;
	enum export_kind kind;
	int column;
	bool sign;		     /* of a list's integers */
	uint32_t set;		     /* EXPORT_ENUM */
	const struct vmt_view *view; /* of the chunk at hand; NULL: no row of it has a value */
};

struct export_table {
	const struct vmt_table *schema;
	const char *name; /* "kvm:kvm_exit", "vm:exit" */
	uint32_t name_len;
	enum { EXPORT_EXITS, EXPORT_ENTRIES, EXPORT_OTHERS, EXPORT_TRACEPOINTS } events;
	uint32_t ncolumns;
	struct export_column *columns; /* in the order of the fields */
	int task, vm, vcpu, exits, reason;
	const struct cells *cells; /* whose views the columns have */
	struct event_text *text;   /* of a tracepoint, where the format asks for it */
};

struct export
{
	struct out *out;
	const struct exporter *format;
	void *state; /* the format's */
	uint32_t nfields, room_fields;
	struct export_field *fields;
	bool fields_given;
	struct world_session *session;
	bool early; /* exits are stamped early: session fact exit_point */
	uint32_t ntables;
	struct export_table *tables; /* of the session */
	uint64_t round;		     /* counts those begun: pointers to tasks end with one */
	const struct task *task;     /* of the row at hand */
	uint64_t task_number;
};

struct exporter {
	const char *name, *help;
	const char *brief; /* the fields that it writes unless others are chosen; NULL: all */
	int (*begin)(struct export *); /* 0 or -ENOMEM; and the others; each may be NULL */
	int (*row)(struct export *, struct export_table *, const struct replay_row *);
	int (*end)(struct export *);
};
extern const struct exporter export_perf, export_csv, export_json, export_chrome;
const struct exporter *export_find(const char *name); /* NULL: there is none */
void export_help(FILE *);

struct export_choice {
	const char *tables; /* patterns with commas between, or NULL: all */
	const char *fields; /* the same */
};
/* 0, -ENOMEM, -EINVAL: a pattern matches nothing, which was told. */
bool export_choice_holds(struct world *, const struct export_choice *); /* or it is told why not */
int export_run(struct world *, const struct exporter *, const struct export_choice *, FILE *);

/* ---- export_fields.c ---- */

/* The fields that are written, of all sessions: 0, -ENOMEM, -EINVAL. */
int export_choose(struct export *, const struct world *, const struct export_choice *);
bool export_wants_table(const struct export_choice *, const struct vmt_table *);
/* The table's columns among them. -ENOMEM. */
int export_table_open(struct export *, struct export_table *, const struct vmt_table *);
void export_table_release(struct export_table *);

/* ---- export_value.c ---- */

/* A value of a row as each format writes it. */
struct export_value {
	enum export_kind kind;
	bool sign;
	uint64_t number;
	const char *text;
	uint32_t len;
	const uint64_t *list; /* len values */
};
/* False: the row has none. */
bool export_get(const struct export *, const struct export_table *, const struct export_column *,
		const struct replay_row *, struct export_value *);
/* Numbers, while the line is held. */
void export_put_unsigned(struct out *, uint64_t);
void export_put_number(struct out *, const struct export_value *); /* by its sign */
void export_put_hex(struct out *, uint64_t);
/* Bytes as a JSON string, quotes included: valid UTF-8 whatever they are. */
void export_put_json(struct out *, const char *, size_t);
void export_put_json_value(struct out *, const struct export_value *);

#endif
