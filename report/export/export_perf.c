/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text as perf script --ns prints it: comm, tid, CPU, time, event, and what it tells. A tracepoint
 * tells what its format says, another event its fields.
 *
 *	       CPU 0/KVM   101 [000]  5000.000001040:  kvm:kvm_exit: vcpu 0 reason hlt rip 0x...
 *	       CPU 0/KVM   101 [000]  5000.000001371: kvm:kvm_entry: vcpu 0, rip 0x...
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/export/export_tile.h"
#include "report/print/digits.h"

#define NEAR 256

/* What stands before the time: a thread has the same for long. */
struct prefix {
	uint64_t round; /* that the task is of */
	const struct task *task;
	uint32_t cpu, len;
	char text[96];
};
struct perf {
	struct prefix near[NEAR];
};

static int begin(struct export_job *x)
{
	x->state = calloc(1, sizeof(struct perf));
	return x->state ? 0 : -ENOMEM;
}

static int end(struct export_job *x)
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
		for (plain = export_plain(s, n);
		     plain < n && (unsigned char)s[plain] >= ' ' && s[plain] != 0x7f; plain++)
			;
		out_text(o, s, plain);
		if (plain < n)
			out_piece(o, "?", 1);
		plain += plain < n;
		s += plain;
		n -= plain;
	}
}

static void make_prefix(struct prefix *p, uint64_t round, const struct task *task, uint32_t cpu)
{
	*p = (struct prefix){ .round = round, .task = task, .cpu = cpu };
	p->len = snprintf(p->text, sizeof(p->text), "%16.40s %5u [%03u] ", task->comm->text,
			  task->tid, cpu);
	for (uint32_t i = 0; i < p->len; i++)
		if ((unsigned char)p->text[i] < ' ' || p->text[i] == 0x7f)
			p->text[i] = '?';
}

static void put_prefix(struct export_job *x, uint64_t number, const struct task *task, uint32_t cpu)
{
	struct perf *s = x->state;
	struct prefix *p = &s->near[(number + 31 * cpu) % NEAR];

	if (p->round != x->round || p->task != task || p->cpu != cpu)
		make_prefix(p, x->round, task, cpu);
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

static void put_head(struct export_job *x, const struct export_table *t, struct out *o)
{
	out_piece(o, ": ", 2);
	for (uint32_t n = t->name_len; n < x->name_width; n++)
		out_piece(o, " ", 1);
	put_clean(o, t->name, t->name_len);
	out_piece(o, ":", 1);
}

static void put_lead(struct export_job *x, const struct export_table *t, uint32_t i, struct out *o)
{
	const struct export_field *f = &x->fields[t->columns[i].field];

	out_piece(o, " ", 1);
	put_clean(o, f->name, f->len);
	out_piece(o, "=", 1);
}

static void put_tail(struct export_job *x, const struct export_table *t, struct out *o)
{
	out_piece(o, "\n", 1);
}

static int put_text(struct export_job *x, struct export_table *t, const struct replay_row *row)
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
	out_piece(x->out, "\n", 1);
	return 0;
}

static int put_row(struct export_job *x, struct export_table *t, const struct replay_row *row)
{
	uint64_t number;
	const struct task *task = export_task(x, t, row, &number);

	put_prefix(x, number, task, row->cpu);
	put_time(x->out, row->ns);
	out_text(x->out, t->head.text, t->head.len);
	if (t->events == EXPORT_TRACEPOINTS && !x->fields_given)
		return put_text(x, t, row);
	return export_put_row(x, t, row);
}

const struct exporter export_perf = {
	.name = "perf-script",
	.help = "text as perf script --ns prints it",
	.brief = "vm,vcpu,reason,VMX_GUEST_RIP,VMX_EXIT_QUALIFICATION,SVM_EXITINFO1,SVM_EXITINFO2,"
		 "VMX_GUEST_PHYSICAL_ADDRESS,tick,late",
	.style = { .head = put_head,
		   .tail = put_tail,
		   .lead = put_lead,
		   .text = put_clean,
		   .hex = "",
		   .bytes = "\"",
		   .list = { "[", ",", "]" } },
	.begin = begin,
	.row = put_row,
	.end = end,
};
