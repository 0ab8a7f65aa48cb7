/* SPDX-License-Identifier: GPL-2.0 */
#include "report/needs.h"

#include <stdlib.h>
#include <string.h>

#include "format/vmt_reasons.h"
#include "format/vmt_tables.h"
#include "report/needed_processes.h"
#include "report/vmregs.h"

/* ---- Probes ---- */

struct reason {
	uint32_t value;
	const char *name;
};

#define REASON(value, name) { value, #name },
static const struct reason svm[] = { SVM_REASONS(REASON) };
static const struct reason vmx[] = { VMX_REASONS(REASON) };

static int add_exits(struct probe_set *set, uint8_t isa, const struct reason *reasons, uint32_t n)
{
	int error = probe_set_add_entry(set, isa);

	for (uint32_t i = 0; i < n && !error; i++)
		error = probe_set_add_exit(set, isa, reasons[i].value, reasons[i].name);
	return error;
}

int needs_probes(struct probe_set *set)
{
	probe_set_any_event(set);
	return add_exits(set, VMT_ISA_SVM, svm, sizeof(svm) / sizeof(svm[0]))
		       ?: add_exits(set, VMT_ISA_VMX, vmx, sizeof(vmx) / sizeof(vmx[0]));
}

/* ---- What clauses name ---- */

enum event { EXIT, ENTRY, SAMPLE, NR_EVENTS };

static const char *const events[NR_EVENTS] = { "exit", "entry", "profile" };

#define MAX_REGISTERS 512

struct needs {
	bool wanted[NR_EVENTS];
	uint64_t hz;
	bool names; /* of guests */
	uint32_t nregs[NR_EVENTS];
	const char *regs[NR_EVENTS][MAX_REGISTERS];
	uint32_t ntracepoints;
	const struct probe **tracepoints; /* each once */
};

/* -1: an event that is none of the recorder's. */
static int event_of(const struct probe *p)
{
	static const int of[PROBE_NR_KINDS] = {
		[PROBE_BEGIN] = -1,    [PROBE_END] = -1,	 [PROBE_ERROR] = -1,
		[PROBE_TICK] = -1,     [PROBE_PROFILE] = SAMPLE, [PROBE_EXIT] = EXIT,
		[PROBE_ENTRY] = ENTRY, [PROBE_EVENT] = -1,
	};

	return of[p->kind];
}

static void add_name(struct needs *n, enum event event, const char *name)
{
	for (uint32_t i = 0; i < n->nregs[event]; i++)
		if (!strcmp(n->regs[event][i], name))
			return;
	if (n->nregs[event] < MAX_REGISTERS)
		n->regs[event][n->nregs[event]++] = name;
}

/* Half a register has the number of the whole one plus 1; the reason is no register. */
static void add_register(struct needs *n, enum event event, uint32_t number)
{
	if (number == VMREG_VM_EXIT_REASON || number == VMREG_SVM_EXITCODE)
		return;
	if (number >= 0x2000 && number < 0x3000)
		number &= ~1u;
	for (uint32_t i = 0; i < vmregs_count; i++)
		if (vmregs[i].number == number) {
			add_name(n, event, vmregs[i].name);
			return;
		}
}

/* arg0 ... are the instruction pointer, what an exit tells of itself, and numbers. */
static void add_argument(struct needs *n, enum event event)
{
	add_register(n, event, VMREG_RIP);
	if (event == SAMPLE)
		add_register(n, event, VMREG_CPL);
	if (event == EXIT)
		add_name(n, event, "exit");
}

static void add_field(struct needs *n, enum event event, uint16_t field)
{
	static const uint32_t paging[] = { VMREG_CR0, VMREG_CR3, VMREG_CR4, VMREG_EFER };
	static const uint32_t process[] = { VMREG_CPL, VMREG_CR3, VMREG_EFER, VMREG_RSP };
	bool names = field == FIELD_GUESTCOMM || field == FIELD_GUESTPID;

	if (field == FIELD_CPL || field == FIELD_GUESTPROC)
		add_register(n, event, VMREG_CPL);
	for (uint32_t i = 0; field == FIELD_GUESTPROC && i < 4; i++)
		add_register(n, event, paging[i]);
	for (uint32_t i = 0; names && i < 4; i++)
		add_register(n, event, process[i]);
	if (field == FIELD_GUESTFUNC) {
		add_register(n, event, VMREG_CPL);
		add_register(n, event, VMREG_RIP);
	}
	n->names |= names || field == FIELD_GUESTFUNC;
	if (field == FIELD_CALLER || field == FIELD_UCALLER)
		add_argument(n, event);
}

static void add_code(struct needs *n, const struct program *p, const struct insn *i,
		     enum event event)
{
	for (; i && i->op != OP_END; i++) {
		if (i->op == OP_VMREG)
			add_register(n, event, p->consts[i->b]);
		else if (i->op == OP_ARG)
			add_argument(n, event);
		else if (i->op == OP_FIELD)
			add_field(n, event, i->b);
	}
}

/* The rates rounded up, the fastest decides: slower ones are taken from its ticks. */
static void add_rate(struct needs *n, const struct probe *p)
{
	uint64_t hz = (p->num + p->den - 1) / p->den;

	n->hz = hz > n->hz ? hz : n->hz;
}

static void add_tracepoint(struct needs *n, const struct probe *p)
{
	for (uint32_t i = 0; i < n->ntracepoints; i++)
		if (n->tracepoints[i] == p)
			return;
	n->tracepoints[n->ntracepoints++] = p;
}

static void add_clause(struct needs *n, const struct program *p, const struct clause *c,
		       const struct probe_set *set)
{
	bool here[NR_EVENTS] = { false };

	for (uint32_t i = 0; i < c->nprobes; i++) {
		const struct probe *probe = probe_set_at(set, c->probes[i]);
		int event = event_of(probe);

		if (event >= 0)
			here[event] = n->wanted[event] = true;
		if (event == SAMPLE)
			add_rate(n, probe);
		if (probe->kind == PROBE_EVENT)
			add_tracepoint(n, probe);
	}
	for (enum event e = 0; e < NR_EVENTS; e++)
		if (here[e]) {
			add_code(n, p, c->predicate, e);
			add_code(n, p, c->body, e);
		}
}

/* ---- As options ---- */

static void print_events(FILE *f, const struct needs *n)
{
	const char *separator = "-e ";

	for (enum event e = 0; e < NR_EVENTS; e++)
		if (n->wanted[e]) {
			fprintf(f, "%s%s", separator, events[e]);
			separator = ",";
		}
	for (uint32_t i = 0; i < n->ntracepoints; i++) {
		fprintf(f, "%s%s:%s", separator, n->tracepoints[i]->module,
			n->tracepoints[i]->name);
		separator = ",";
	}
	fputs(*separator == ',' ? "\n" : "", f);
}

static void print_registers(FILE *f, const struct needs *n, enum event e)
{
	fprintf(f, "-r %s:%s", events[e], n->nregs[e] ? "" : "none");
	for (uint32_t i = 0; i < n->nregs[e]; i++)
		fprintf(f, "%s%s", i ? "," : "", n->regs[e][i]);
	fputc('\n', f);
}

void needs_print(FILE *f, const struct program *p, const struct probe_set *set)
{
	struct needs *n = calloc(1, sizeof(*n));

	if (n)
		n->tracepoints = calloc(probe_set_count(set), sizeof(*n->tracepoints));
	if (!n || !n->tracepoints) {
		free(n);
		return;
	}
	for (uint32_t i = 0; i < p->nclauses; i++)
		add_clause(n, p, &p->clauses[i], set);
	print_events(f, n);
	if (n->hz)
		fprintf(f, "-F %llu\n", (unsigned long long)n->hz);
	for (enum event e = 0; e < NR_EVENTS; e++)
		if (n->wanted[e])
			print_registers(f, n, e);
	if (n->names)
		fputs("--guest-names\n", f);
	needed_processes_print(f, p, set);
	free(n->tracepoints);
	free(n);
}
