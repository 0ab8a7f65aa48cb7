/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text as perf script prints it: comm, tid, CPU, time, event, and what it tells. A tracepoint tells
 * what its format says, another event its fields.
 *
 *	       CPU 0/KVM     101 [000]  5000.000001040: kvm:kvm_exit: vcpu 0 reason hlt rip 0x...
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/export/export.h"
#include "report/print/digits.h"

#define NEAR 64

/* What stands before the time, which is the same for long on a CPU. */
struct prefix {
	const struct task *task;
	uint32_t cpu, len;
	char text[96];
};
struct perf {
	uint64_t round;		  /* that `near` is of */
	struct prefix near[NEAR]; /* by CPU */
};

static int begin(struct export *x)
{
	x->state = calloc(1, sizeof(struct perf));
	return x->state ? 0 : -ENOMEM;
}

static int end(struct export *x)
{
	free(x->state);
	x->state = NULL;
	return 0;
}

/* Names come from the trace: one line stays one. */
static void put_clean(struct out *o, const char *s, size_t n)
{
	size_t plain;

	while (n) {
		for (plain = 0; plain < n && (unsigned char)s[plain] >= ' ' && s[plain] != 0x7f;
		     plain++)
			;
		out_text(o, s, plain);
		if (plain < n)
			out_piece(o, "?", 1);
		plain += plain < n;
		s += plain;
		n -= plain;
	}
}

static void make_prefix(struct prefix *p, const struct task *task, uint32_t cpu)
{
	p->task = task;
	p->cpu = cpu;
	p->len = snprintf(p->text, sizeof(p->text), "%16.40s %7u [%03u] ", task->comm->text,
			  task->tid, cpu);
	for (uint32_t i = 0; i < p->len; i++)
		if ((unsigned char)p->text[i] < ' ' || p->text[i] == 0x7f)
			p->text[i] = '?';
}

static void put_prefix(struct export *x, const struct task *task, uint32_t cpu)
{
	struct perf *s = x->state;
	struct prefix *p = &s->near[cpu % NEAR];

	if (s->round != x->round) {
		memset(s->near, 0, sizeof(s->near));
		s->round = x->round;
	}
	if (p->task != task || p->cpu != cpu)
		make_prefix(p, task, cpu);
	out_text(x->out, p->text, p->len);
}

/* "%5lu.%09lu" */
static void put_time(struct out *o, uint64_t ns)
{
	uint64_t seconds = ns / 1000000000, rest = ns % 1000000000;
	char *to = out_room(o, 3 * DIGITS_MOST);
	uint32_t n = 0, width;

	for (uint64_t least = 10000; least > seconds && least > 1; least /= 10)
		to[n++] = ' ';
	width = digits_decimal(to + n, seconds);
	n += width;
	to[n++] = '.';
	to[n++] = '0' + rest / 100000000;
	digits_store(to + n, digits_eight(rest % 100000000) | DIGITS_ZEROS);
	o->filled += n + 8;
}

static void put_value(struct out *o, const struct export_value *v)
{
	switch (v->kind) {
	case EXPORT_TEXT:
		put_clean(o, v->text, v->len);
		break;
	case EXPORT_ADDRESS:
		export_put_hex(o, v->number);
		break;
	case EXPORT_LIST:
	case EXPORT_BYTES:
		export_put_json_value(o, v);
		break;
	default:
		export_put_number(o, v);
	}
}

static void put_fields(struct export *x, struct export_table *t, const struct replay_row *row)
{
	struct out *o = x->out;
	struct export_value v;

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct export_field *f = &x->fields[t->columns[i].field];

		if (t->columns[i].kind < EXPORT_NR_OWN ||
		    !export_get(x, t, &t->columns[i], row, &v))
			continue;
		out_piece(o, " ", 1);
		out_text(o, f->name, f->len);
		out_piece(o, "=", 1);
		put_value(o, &v);
	}
}

static int put_text(struct export *x, struct export_table *t, const struct replay_row *row)
{
	char key[300];
	const char *text;
	size_t len;

	if (!t->text) {
		snprintf(key, sizeof(key), VMT_F_FORMAT "%s", t->schema->name);
		t->text = event_text_new(t->schema, vmt_session_fact(x->session->session, key));
	}
	text = t->text ? event_text(t->text, row->cells, row->row, &len) : NULL;
	if (!text)
		return -ENOMEM;
	out_piece(x->out, " ", 1);
	put_clean(x->out, text, len);
	return 0;
}

static int put_row(struct export *x, struct export_table *t, const struct replay_row *row)
{
	struct out *o = x->out;
	int rc = 0;

	put_prefix(x, x->task, row->cpu);
	put_time(o, row->ns);
	out_piece(o, ": ", 2);
	put_clean(o, t->name, t->name_len);
	out_piece(o, ":", 1);
	if (t->events == EXPORT_TRACEPOINTS && !x->fields_given)
		rc = put_text(x, t, row);
	else
		put_fields(x, t, row);
	out_piece(o, "\n", 1);
	return rc;
}

const struct exporter export_perf = {
	.name = "perf-script",
	.help = "text as perf script prints it",
	.brief = "vm,vcpu,reason,VMX_GUEST_RIP,VMX_EXIT_QUALIFICATION,SVM_EXITINFO1,SVM_EXITINFO2,"
		 "VMX_GUEST_PHYSICAL_ADDRESS,tick,late",
	.begin = begin,
	.row = put_row,
	.end = end,
};
