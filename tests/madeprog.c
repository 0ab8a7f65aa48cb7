/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/madeprog.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define DEEPEST 4

/* A description of tracepoints of synth_host.h and what all of them have; lists end with NULL. */
struct made_event {
	const char *probes;
	const char *numbers[8], *texts[4];
};
static const struct made_event events[] = {
	{ "tracepoint:kvm::", { "args->vcpu_id" }, { NULL } },
	{ "tracepoint:kvm::kvm_exit",
	  { "args->exit_reason", "args->guest_rip", "args->info2", "args->isa" },
	  { NULL } },
	{ "tracepoint:sched::sched_switch",
	  { "args->prev_pid", "args->next_pid", "args->prev_state", "args->next_prio" },
	  { "args->prev_comm", "args->next_comm" } },
	{ "tracepoint:sched::sched_process_exec",
	  { "args->pid", "args->old_pid" },
	  { "args->filename", "args", "args->filename" } },
	{ "tracepoint:raw_syscalls::sys_enter",
	  { "args->id", "args->args[1]", "args->args[5]", "args->args[cpu + 3]" },
	  { "args" } },
	{ "tracepoint:toy::stack",
	  { "args->ips[0]", "args->ips[1]", "args->delta", "args->vcpu_id", "args->ips[vcpuid]" },
	  { NULL } },
	{ "tracepoint:toy::stack, tracepoint:kvm::kvm_e*", { "args->vcpu_id" }, { NULL } },
	{ "tracepoint:::", { "args->common_flags", "arg0", "arg1", "arg8" }, { "args" } },
};

struct making {
	FILE *f;
	uint64_t random;
	unsigned uses;
	bool moment;			/* the clause is on no row */
	const struct made_event *event; /* it is on tracepoints */
};

/* xorshift64* */
static uint32_t below(struct making *m, uint32_t n)
{
	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return (m->random * 0x2545f4914f6cdd1dull >> 32) % n;
}

#define PICK(m, list) ((list)[below(m, LENGTH(list))])

/* One of a list that ends with NULL; NULL: it is empty. */
static const char *pick_some(struct making *m, const char *const *list, uint32_t most)
{
	uint32_t n = 0;

	while (n < most && list[n])
		n++;
	return n ? list[below(m, n)] : NULL;
}

/* ---- Expressions ---- */

static void number(struct making *m, int depth);
static void text(struct making *m, int depth);

static const char *variable(struct making *m)
{
	static const char *const self[] = { "self->a", "self->b", "this->t", "self->c" };
	static const char *const state[] = { "g", "w", "narrow", "self->b" };

	if (m->uses & MADE_STATE && (!(m->uses & MADE_SELF) || below(m, 2)))
		return PICK(m, state);
	return m->uses & MADE_SELF ? PICK(m, self) : NULL;
}

static const char *text_variable(struct making *m)
{
	static const char *const self[] = { "self->s", "this->u" };
	static const char *const state[] = { "gs", "self->s" };

	if (m->uses & MADE_STATE && (!(m->uses & MADE_SELF) || below(m, 2)))
		return PICK(m, state);
	return m->uses & MADE_SELF ? PICK(m, self) : NULL;
}

static void field(struct making *m)
{
	static const char *const of_row[] = {
		"timestamp",
		"cpu",
		"pid",
		"tid",
		"uid",
		"vmid",
		"vcpuid",
		"arg0",
		"arg1",
		"arg2",
		"arg3",
		"id",
		"epid",
		"walltimestamp",
		"cpl",
		"vmregs[VMX_GUEST_RIP]",
		"vmregs[VMX_GUEST_CR3]",
		"vmregs[VM_RAX]",
		"vmregs[VM_RBX]",
		"vmregs[VM_RCX]",
		"vmregs[VM_R12]",
		"vmregs[VMX_GUEST_RFLAGS]",
		"vmregs[VMX_GUEST_GDTR_BASE]",
	};
	static const char *const of_moment[] = { "timestamp", "cpu", "uid", "id", "arg0", "cpl" };

	if (m->uses & MADE_GUESTS && !below(m, 3))
		fputs("guestpid", m->f);
	else if (m->event && below(m, 2))
		fputs(pick_some(m, m->event->numbers, LENGTH(m->event->numbers)), m->f);
	else
		fputs(m->moment ? PICK(m, of_moment) : PICK(m, of_row), m->f);
}

static void literal(struct making *m)
{
	static const char *const some[] = { "1",    "2",	  "3",	     "7",	    "0x78",
					    "1000", "0x7fffffff", "123456u", "0x100000000", "-5" };

	fputs(PICK(m, some), m->f);
}

static void binary(struct making *m, int depth)
{
	static const char *const ops[] = {
		"+",  "-", "*",	 "&", "|",  "^",  "<<", ">>", "/",  "%",  "==",
		"!=", "<", "<=", ">", ">=", "&&", "||", "^^", "&&", "||", "/",
	};

	fputc('(', m->f);
	number(m, depth + 1);
	fprintf(m->f, " %s ", PICK(m, ops));
	number(m, depth + 1);
	fputc(')', m->f);
}

static void unary(struct making *m, int depth)
{
	static const char *const ops[] = {
		"!", "~", "-", "(int)", "(uint8_t)", "(char)", "(long)"
	};

	fprintf(m->f, "%s(", PICK(m, ops));
	number(m, depth + 1);
	fputc(')', m->f);
}

static void choice(struct making *m, int depth)
{
	fputc('(', m->f);
	number(m, depth + 1);
	fputs(" ? ", m->f);
	number(m, depth + 1);
	fputs(" : ", m->f);
	number(m, depth + 1);
	fputc(')', m->f);
}

static void of_text(struct making *m, int depth)
{
	static const char *const ops[] = { "==", "!=", "<", ">=" };

	if (below(m, 2)) {
		fputs("strlen(", m->f);
		text(m, depth + 1);
		fputc(')', m->f);
		return;
	}
	fputc('(', m->f);
	text(m, depth + 1);
	fprintf(m->f, " %s ", PICK(m, ops));
	text(m, depth + 1);
	fputc(')', m->f);
}

static void element(struct making *m, int depth)
{
	fputs("arr[", m->f);
	number(m, DEEPEST);
	fputs(", ", m->f);
	text(m, DEEPEST);
	fputc(']', m->f);
}

static void aggregated(struct making *m, int depth)
{
	switch (below(m, 3)) {
	case 0:
		fputs("aggval(@a7, \"all\", 1)", m->f);
		return;
	case 1:
		fputs("aggval(@a8, ", m->f);
		text(m, DEEPEST);
		fputs(", 2)", m->f);
		return;
	default:
		fputs("aggval(@a0, \"\", ", m->f);
		number(m, depth + 1);
		fputc(')', m->f);
	}
}

static void stateful(struct making *m, int depth)
{
	static const char *const forms[] = { "%s", "%s", "%s", "(%s++)", "(--%s)", "(%s += 3)" };
	const char *v = variable(m);

	if (m->uses & MADE_READS && !below(m, 2))
		aggregated(m, depth);
	else if (m->uses & MADE_STATE && !below(m, 4))
		element(m, depth);
	else if (m->uses & MADE_STATE && !below(m, 8))
		fputs("(rand() & 0xff)", m->f);
	else if (v)
		fprintf(m->f, PICK(m, forms), v);
	else
		literal(m);
}

static void number(struct making *m, int depth)
{
	static void (*const makers[])(struct making *, int) = {
		binary, binary, binary, unary, choice, of_text, stateful, stateful, stateful,
	};
	uint32_t kind = below(m, 12);

	if (depth >= DEEPEST || kind >= LENGTH(makers))
		below(m, 3) ? field(m) : stateful(m, depth);
	else
		makers[kind](m, depth);
}

static void text(struct making *m, int depth)
{
	static const char *const some[] = { "exitname", "execname", "probefunc",  "probename",
					    "\"HLT\"",	"\"x\"",    "threadname", "exitname" };
	const char *v = text_variable(m), *of_event = NULL;

	if (m->uses & MADE_GUESTS && !below(m, 3)) {
		fputs(below(m, 3) ? "guestcomm" : "guestfunc", m->f);
		return;
	}
	if (m->event && below(m, 2))
		of_event = pick_some(m, m->event->texts, LENGTH(m->event->texts));
	if (of_event) {
		fputs(of_event, m->f);
		return;
	}
	switch (depth >= DEEPEST ? 4 : below(m, 7)) {
	case 0:
		fputs("strjoin(", m->f);
		text(m, depth + 1);
		fputs(", ", m->f);
		text(m, depth + 1);
		fputc(')', m->f);
		break;
	case 1:
		fputs("substr(", m->f);
		text(m, depth + 1);
		fputs(", 1, 3)", m->f);
		break;
	case 2:
		fputs("lltostr(", m->f);
		number(m, depth + 1);
		fputc(')', m->f);
		break;
	case 3:
		if (v) {
			fputs(v, m->f);
			break;
		}
		/* fall through */
	default:
		fputs(PICK(m, some), m->f);
	}
}

/* ---- Statements ---- */

static void assign(struct making *m)
{
	static const char *const ops[] = { "=", "=", "=", "+=", "|=", "-=", "^=" };
	const char *v = below(m, 3) ? variable(m) : NULL, *t = text_variable(m);

	if (v) {
		fprintf(m->f, "%s %s ", v, PICK(m, ops));
		number(m, 1);
	} else if (t && below(m, 2)) {
		fprintf(m->f, "%s = ", t);
		text(m, 2);
	} else if (m->uses & MADE_STATE) {
		element(m, 2);
		fprintf(m->f, " %s ", PICK(m, ops));
		number(m, 2);
	} else {
		number(m, 1);
	}
	fputs("; ", m->f);
}

static void aggregate(struct making *m)
{
	static const char *const valued[] = { "sum(",	 "min(",      "max(",	   "avg(",
					      "stddev(", "quantize(", "lquantize(" };
	uint32_t which = below(m, LENGTH(valued) + 2);

	fprintf(m->f, "@a%u[", which);
	text(m, 2);
	if (below(m, 2)) {
		fputs(", ", m->f);
		number(m, 2);
		fputs("] = ", m->f);
	} else {
		fputs(", 1] = ", m->f);
	}
	if (which >= LENGTH(valued)) {
		fputs("count(); ", m->f);
		return;
	}
	fputs(valued[which], m->f);
	number(m, 1);
	fputs(valued[which][0] == 'l' ? ", 0, 1000, 50); " : "); ", m->f);
}

static void print(struct making *m)
{
	switch (below(m, 4)) {
	case 0:
		fputs("trace(", m->f);
		number(m, 1);
		break;
	case 1:
		fputs("trace(", m->f);
		text(m, 1);
		break;
	default:
		fputs("printf(\"%d %s %x %-9s|%5d\\n\", ", m->f);
		number(m, 2);
		fputs(", ", m->f);
		text(m, 2);
		fputs(", ", m->f);
		number(m, 2);
		fputs(", ", m->f);
		text(m, 3);
		fputs(", ", m->f);
		number(m, 3);
	}
	fputs("); ", m->f);
}

static void statement(struct making *m)
{
	uint32_t kind = below(m, 6);

	if (kind < 2 || (kind < 3 && !(m->uses & MADE_PRINTS)))
		aggregate(m);
	else if (kind == 2 && !m->moment)
		print(m);
	else
		assign(m);
}

static void body(struct making *m, const char *last)
{
	uint32_t n = 1 + below(m, 4);

	fputs("{ ", m->f);
	while (n--)
		statement(m);
	fprintf(m->f, "%s}\n", last);
}

/* ---- Clauses ---- */

/* Free beside what is in order, each counted by ticks that come between rows of a round. */
static void mixed(struct making *m)
{
	static const char *const free_probes[] = { "vm:::entry", "vm:::exit", "profile-997hz" };
	static const char *const ordered_probes[] = { "profile-499hz", "vm:::exit", "vm:::entry" };

	fprintf(m->f, "int last; %s { @m[\"free\"] = count(); @n[cpu] = sum(timestamp); } ",
		PICK(m, free_probes));
	fprintf(m->f, "%s { last = timestamp; @m[\"ordered\"] = count(); }\n",
		PICK(m, ordered_probes));
	fprintf(m->f,
		"tick-%ums { printf(\"%%d\\n\", last); printa(@m); printa(@n); clear(@m); }\n",
		1 + below(m, 12));
}

static void on_rows(struct making *m)
{
	static const char *const probes[] = {
		"vm:::exit",
		"vm:::exit",
		"vm:::entry",
		"vm:::entry",
		"vm::HLT:exit",
		"kvm-vexit",
		"vm::[A-M]*:exit",
		"profile-97hz",
		"profile-499hz",
		"vm:::exit, vm:::entry",
		"vm::CPUID:exit, kvm-vexit",
	};
	static const char *const beside_events[] = { "vm:::exit", "vm:::entry", "vm::HLT:exit" };

	if (m->uses & MADE_EVENTS && below(m, 3))
		m->event = &PICK(m, events);
	if (m->uses & MADE_EVENTS)
		fputs(m->event ? m->event->probes : PICK(m, beside_events), m->f);
	else
		fputs(PICK(m, probes), m->f);
	if (below(m, 2)) {
		fputs(" /", m->f);
		number(m, 1);
		fputs("/ ", m->f);
	}
	body(m, "");
	m->event = NULL;
}

static void at_moments(struct making *m)
{
	static const char *const moments[] = {
		"tick-13ms { printa(@a7); trunc(@a7); clear(@a0); }\n",
		"tick-7ms { trunc(@a8, 3); printf(\"tick\\n\"); }\n",
		"tick-17ms { normalize(@a8, 2); printa(@a8); trunc(@a8, 5); }\n",
	};

	m->moment = true;
	if (below(m, 2))
		fputs(PICK(m, moments), m->f);
	if (!below(m, 3)) {
		fputs("tick-11ms ", m->f);
		body(m, "");
	}
	if (m->uses & MADE_ERRORS) {
		fputs("ERROR ", m->f);
		body(m, "printf(\"error %d %d %d\\n\", arg1, arg2, arg4); ");
	}
	m->moment = false;
}

char *madeprog(uint64_t n, unsigned uses)
{
	char *out;
	size_t size;
	struct making m = {
		.f = open_memstream(&out, &size),
		.random = n * 0x9e3779b97f4a7c15ull + 0x1234567,
		.uses = uses,
	};
	uint32_t clauses = 1 + below(&m, 4);

	if (uses & MADE_READS)
		fputs("#pragma D option extended\n", m.f);
	fputs("int g; uint64_t w; char narrow; string gs; self int a; self uint64_t b;"
	      " self short c; self string s; this int t; this string u; int arr[int, string];\n"
	      "BEGIN { g = 1; w = 5; gs = \"start\"; }\n"
	      "vm:::entry { @a7[\"all\", 1] = count(); @a8[exitname, 2] = count();"
	      " @a0[\"\", tid] = sum(cpu); }\n",
	      m.f);
	if (uses & MADE_MIXED)
		mixed(&m);
	while (clauses--)
		on_rows(&m);
	at_moments(&m);
	if (uses & MADE_EXITS)
		fprintf(m.f, "int left; vm:::exit /left++ > %u/ { exit(3); }\n",
			50 + below(&m, 900));
	fputs("END { printf(\"%d %d %s\\n\", g, w, gs); }\n", m.f);
	fclose(m.f);
	return out;
}
