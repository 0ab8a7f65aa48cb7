/* SPDX-License-Identifier: GPL-2.0 */
/*
 * export.h - events of traces in formats of other tools, all in total order. A format is a row of
 * the table in export.c: how it writes values, and what it does before the first event, with each,
 * and behind the last.
 *
 *	export_run(...)
 *		begin
 *		session, for each: its tables' columns are made ready
 *			row, for each event
 *		end
 *
 * Memory: the columns asked for of one round's chunks, some texts of each, and what a format keeps
 * by thread.
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
	EXPORT_PID, /* this and the next two are the task column's */
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

/* What a format writes about each row of a table, or each value of a column. */
struct export_mark {
	const char *text; /* EXPORT_SLACK bytes behind it can be read */
	uint32_t len;
};
#define EXPORT_SLACK 32

/* A field as one table has it. */
struct export_column {
	uint32_t field;
	enum export_kind kind;
	int column;
	bool sign;		 /* of its integers, or a list's */
	uint32_t set;		 /* EXPORT_ENUM */
	struct export_mark lead; /* stands before each value */
};

struct export_texts; /* export_texts.h */

struct export_table {
	const struct vmt_table *schema;
	const char *name; /* "kvm:kvm_exit", "vm:exit" */
	uint32_t name_len;
	enum { EXPORT_EXITS, EXPORT_ENTRIES, EXPORT_OTHERS, EXPORT_TRACEPOINTS } events;
	uint32_t ncolumns;
	struct export_column *columns; /* in the order of the fields */
	int task, vm, vcpu, exits, reason;
	struct export_mark head, tail; /* before a row's columns, and behind them */
	char *marks;		       /* all of these texts */
	struct export_texts *texts;    /* of its open chunks */
	struct event_text *text;       /* of a tracepoint, where the format asks for it */
};

/* Events on their way to one output. */
struct export_job {
	struct out *out;
	const struct exporter *format;
	void *state; /* the format's */
	uint32_t nfields, room_fields;
	struct export_field *fields;
	bool fields_given;
	struct world_session *session;
	bool early;	     /* exits are stamped early: session fact exit_point */
	uint32_t name_width; /* of the longest name of its tables */
	uint32_t ntables;
	struct export_table *tables; /* of the session */
	uint64_t round;		     /* counts those begun: pointers to tasks end with one */
	struct out *scratch;	     /* where texts of values are made */
};

/* How a format writes what a table's columns hold. */
struct export_style {
	/* These may be NULL: nothing. */
	void (*head)(struct export_job *, const struct export_table *, struct out *);
	void (*tail)(struct export_job *, const struct export_table *, struct out *);
	/* Before the values of the table's column i. */
	void (*lead)(struct export_job *, const struct export_table *, uint32_t i, struct out *);
	void (*text)(struct out *, const char *, size_t);
	char first;	     /* in place of the row's first lead's first letter; 0: none */
	bool own;	     /* fields that are of no column of their own are written */
	bool absent;	     /* a lead stands where there is no value, too */
	const char *hex;     /* around addresses, which are in hexadecimal; NULL: decimal */
	const char *bytes;   /* around bytes in hexadecimal */
	const char *list[3]; /* before, between, behind a list's */
	uint64_t most;	     /* integers above are written as addresses are; 0: none are */
};

struct exporter {
	const char *name, *help;
	const char *brief; /* the fields that it writes unless others are chosen; NULL: all */
	struct export_style style;
	int (*begin)(struct export_job *); /* 0 or -ENOMEM; and the others; each may be NULL */
	int (*row)(struct export_job *, struct export_table *, const struct replay_row *);
	int (*end)(struct export_job *);
};
extern const struct exporter export_perf, export_csv, export_json, export_chrome;
const struct exporter *export_find(const char *name); /* NULL: there is none */
void export_help(FILE *);

struct export_choice {
	const char *tables; /* patterns with commas between, or NULL: all */
	const char *fields; /* the same */
};
/* Each pattern matches something; or it is told which does not. */
bool export_choice_holds(struct world *, const struct export_choice *);
/* 0 or -ENOMEM; what could not be written stays with the file (ferror). */
int export_run(struct world *, const struct exporter *, const struct export_choice *, FILE *);

/* ---- export_fields.c ---- */

/* The fields that are written, of all sessions: 0, -ENOMEM, -EINVAL. */
int export_choose(struct export_job *, const struct world *, const struct export_choice *);
bool export_wants_table(const struct export_choice *, const struct vmt_table *);
/* Letters of the longest name of an event that is wanted. */
uint32_t export_name_width(const struct export_choice *, const struct vmt_session_info *);
/* The table's columns among them. -ENOMEM. */
int export_table_open(struct export_job *, struct export_table *, const struct vmt_table *);
void export_table_release(struct export_table *);

/* ---- export_value.c ---- */

/* A value of a row, whatever the format. */
struct export_value {
	enum export_kind kind;
	bool sign;
	uint64_t number;
	const char *text;
	uint32_t len;
	const uint64_t *list; /* len values */
};
/* What a number means that the column holds: of the own kinds the task column. */
void export_mean(const struct export_job *, const struct export_table *,
		 const struct export_column *, uint64_t number, struct export_value *);
/* The column's value in a row; view: as the chunk has it. False: the row has none. */
bool export_get(const struct export_job *, const struct export_table *,
		const struct export_column *, const struct vmt_view *view, uint32_t row,
		struct export_value *);
const struct task *export_task(const struct export_job *, const struct export_table *,
			       const struct replay_row *, uint64_t *number);
/* As the style has it, while the line is held. */
void export_put_value(struct out *, const struct export_style *, const struct export_value *);
void export_put_unsigned(struct out *, uint64_t);
/* Bytes as a JSON string, quotes included: valid UTF-8 whatever they are. */
void export_put_json(struct out *, const char *, size_t);
/* A style's lead where rows are objects: a comma, and the name of the column's field. */
void export_lead_json(struct export_job *, const struct export_table *, uint32_t column,
		      struct out *);
/* How many of the first bytes, eights of them, are letters that no format writes otherwise. */
size_t export_plain(const char *, size_t);

#endif
