/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/disasm.h"
#include "report/subr.h"

#include <string.h>

static const struct {
	const char *name, *operands;
} ops[OP_NR] = {
#define X(op, operands, effect, meaning) { #op, operands },
	OPS(X)
#undef X
};

static const char *const fields[FIELD_NR] = {
#define X(name, dname, kind, size, sign, type) dname,
	FIELDS(X)
#undef X
};

static const char *const scopes[] = { [GLOBAL] = "", [SELF] = "self->", [THIS] = "this->" };

/* What an operand's letter means: r register, or an index into a table. */
static void operand(FILE *f, const struct program *p, const char *kind, size_t len, uint16_t v)
{
	if (len == 0)
		fprintf(f, " r%u", v);
	else if (!strncmp(kind, "k", len))
		fprintf(f, " %lld", (long long)p->consts[v]);
	else if (!strncmp(kind, "s", len))
		fprintf(f, " \"%s\"", p->strings[v]->text);
	else if (!strncmp(kind, "f", len))
		fprintf(f, " %s", fields[v]);
	else if (!strncmp(kind, "e", len))
		fprintf(f, " args->%s", p->event_fields[v].name);
	else if (!strncmp(kind, "v", len))
		fprintf(f, " %s%s", scopes[p->vars[v].storage], p->vars[v].name);
	else if (!strncmp(kind, "subr", len))
		fprintf(f, " %s", subr_infos[v].name);
	else if (!strncmp(kind, "use", len))
		fprintf(f, " %s", p->aggs[p->uses[v].agg].name);
	else
		fprintf(f, " %s%u", strncmp(kind, "label", len) ? "#" : "->", v);
}

/* "a, b:k, c" names operands and what they are; a bare one is a register. */
static void operands(FILE *f, const struct program *p, const struct insn *i)
{
	const char *s = ops[i->op].operands;

	while (*s) {
		uint16_t v = *s == 'a' ? i->a : *s == 'b' ? i->b : i->c;
		const char *kind = s[1] == ':' ? s + 2 : s + 1;
		size_t len = s[1] == ':' ? strcspn(kind, ",") : 0;

		if (i->op == OP_EXT && *s == 'c')
			fprintf(f, " %s%u", v & 0x100 ? "s" : "u", v & 0xff);
		else if (i->op == OP_ARG && *s == 'b')
			fprintf(f, " arg%u", v);
		else
			operand(f, p, kind, len, v);
		s = kind + len;
		s += strspn(s, ", ");
	}
}

void disasm_code(FILE *f, const struct program *p, const struct insn *code)
{
	for (uint32_t n = 0;; n++) {
		fprintf(f, "%4u %-8s", n, ops[code[n].op].name);
		operands(f, p, &code[n]);
		fputc('\n', f);
		if (code[n].op == OP_END)
			return;
	}
}

void disasm_program(FILE *f, const struct program *p)
{
	for (uint32_t i = 0; i < p->nclauses; i++) {
		const struct clause *c = &p->clauses[i];

		fprintf(f, "%s%s: %u probe%s, %u registers\n", i ? "\n" : "", c->text, c->nprobes,
			c->nprobes == 1 ? "" : "s", c->nregs);
		if (c->predicate) {
			fputs("predicate\n", f);
			disasm_code(f, p, c->predicate);
		}
		fputs("body\n", f);
		disasm_code(f, p, c->body);
	}
}
