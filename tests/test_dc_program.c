/* SPDX-License-Identifier: GPL-2.0 */
/* What a compiled program says beside its code. */
#include <criterion/criterion.h>
#include "tests/dctest.h"
#include "report/program.h"

#include <stdio.h>
#include <string.h>

static const struct program *compiles(struct dctest *t, const char *text)
{
	dctest_script(t, text, 0, NULL);
	cr_assert(t->program, "%s: %s", text, t->error.message);
	return t->program;
}

static const struct var *variable(const struct program *p, const char *name)
{
	for (uint32_t i = 0; i < p->nvars; i++)
		if (!strcmp(p->vars[i].name, name))
			return &p->vars[i];
	cr_assert_fail("no variable %s", name);
	return NULL;
}

Test(dc_program, variables_take_the_type_of_their_first_value)
{
	struct dctest t;
	const struct program *p = compiles(&t, "BEGIN { a = 1; b = \"s\"; c++; d = timestamp;"
					       " self->e[pid, \"k\"] = (char)1; this->f = NULL; }");

	cr_expect_eq(variable(p, "a")->type.size, 4);
	cr_expect(variable(p, "a")->type.sign);
	cr_expect_eq(variable(p, "b")->type.kind, V_STRING);
	cr_expect_eq(variable(p, "c")->type.size, 8);
	cr_expect(variable(p, "c")->type.sign);
	cr_expect(!variable(p, "d")->type.sign);
	cr_expect_eq(variable(p, "e")->storage, SELF);
	cr_expect_eq(variable(p, "e")->nkeys, 2);
	cr_expect_eq(variable(p, "e")->keys[1].kind, V_STRING);
	cr_expect_eq(variable(p, "e")->type.size, 1);
	cr_expect_eq(variable(p, "f")->storage, THIS);
	cr_expect(p->uses_self);
	dctest_release(&t);
}

/* Declarations before clauses, whatever their spelling. */
Test(dc_program, declarations)
{
	static const struct {
		const char *text;
		struct vtype type;
	} cases[] = {
		{ "int x;", { V_INT, 4, true, R_INT } },
		{ "unsigned x;", { V_INT, 4, false, R_INT } },
		{ "long unsigned int x;", { V_INT, 8, false, R_LONG } },
		{ "long long x;", { V_INT, 8, true, R_LLONG } },
		{ "short x;", { V_INT, 2, true, R_SHORT } },
		{ "unsigned char x;", { V_INT, 1, false, R_CHAR } },
		{ "uint64_t x;", { V_INT, 8, false, R_INT64 } },
		{ "pid_t x;", { V_INT, 4, true, R_INT } },
		{ "const char *x;", { V_INT, 8, false, R_POINTER } },
		{ "int (*x)(int, char *);", { V_INT, 8, false, R_POINTER } },
		{ "enum e { A, B } x;", { V_INT, 4, true, R_ENUM } },
		{ "typedef unsigned long word; word x;", { V_INT, 8, false, R_LONG } },
		{ "string x;", { .kind = V_STRING } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct vtype *got;
		struct dctest t;
		char text[128];

		snprintf(text, sizeof(text), "%s BEGIN { }", cases[i].text);
		got = &variable(compiles(&t, text), "x")->type;
		cr_expect(got->kind == cases[i].type.kind && got->size == cases[i].type.size &&
				  got->sign == cases[i].type.sign &&
				  got->rank == cases[i].type.rank,
			  "%s: kind %u size %u sign %u rank %u", cases[i].text, got->kind,
			  got->size, got->sign, got->rank);
		dctest_release(&t);
	}
}

/* As dtrace lays them out: each bit-field begins a byte, no padding at the end. */
Test(dc_program, layout_of_structs)
{
	struct dctest t;
	const struct program *p = compiles(
		&t, "struct layout { char a; long b; int c:3, d:30; short e[3];"
		    " union { char f; int g; } h; };"
		    "BEGIN { trace(sizeof(struct layout)); trace(offsetof(struct layout, b));"
		    " trace(offsetof(struct layout, e)); trace(offsetof(struct layout, h));"
		    " trace(sizeof(\"hi\")); }");

	cr_assert_eq(p->nconsts, 5);
	cr_expect_eq(p->consts[0], 36);
	cr_expect_eq(p->consts[1], 8);
	cr_expect_eq(p->consts[2], 24);
	cr_expect_eq(p->consts[3], 32);
	cr_expect_eq(p->consts[4], 3);
	dctest_release(&t);
}

Test(dc_program, aggregations_keep_the_widths_of_each_use)
{
	struct dctest t;
	const struct program *p =
		compiles(&t, "BEGIN { @b[(char)1] = sum(pid); @a = lquantize(1, -5, 95, 10, 2);"
			     " @b[timestamp] = sum(1); @c = llquantize(1, 10, 0, 3, 20); }");

	cr_assert_eq(p->naggs, 3);
	cr_expect_str_eq(p->aggs[0].name, "@b");
	cr_expect_eq(p->aggs[0].fn, AGG_SUM);
	cr_expect_eq(p->aggs[1].base, -5);
	cr_expect_eq(p->aggs[1].limit, 95);
	cr_expect_eq(p->aggs[1].step, 10);
	cr_expect_eq(p->aggs[2].factor, 10);
	cr_expect_eq(p->aggs[2].steps, 20);
	cr_assert_eq(p->nuses, 4);
	cr_expect_eq(p->uses[0].keys[0].size, 1);
	cr_expect_eq(p->uses[2].keys[0].size, 8);
	cr_expect_eq(p->uses[2].agg, 0);
	cr_expect(p->uses[1].has_increment);
	cr_expect(!p->uses[0].has_increment);
	dctest_release(&t);
}

Test(dc_program, the_nameless_aggregation)
{
	struct dctest t;
	const struct program *p = compiles(&t, "BEGIN { @ = count(); @_ = count(); printa(@); }");

	cr_expect_eq(p->naggs, 1);
	cr_expect_str_eq(p->aggs[0].name, "@");
	cr_expect(!p->uses[0].has_value);
	dctest_release(&t);
}

Test(dc_program, actions)
{
	struct dctest t;
	const struct program *p =
		compiles(&t, "BEGIN { @ = count(); printf(\"%s %*d\", execname, 5, (char)3);"
			     " trunc(@, 5); printa(\"%@d\", @, @); exit(7); setopt(\"quiet\"); }");
	static const uint8_t kinds[] = { ACT_PRINTF, ACT_TRUNC, ACT_PRINTA, ACT_EXIT, ACT_SETOPT };

	cr_assert_eq(p->nactions, 5);
	for (int i = 0; i < 5; i++)
		cr_expect_eq(p->actions[i].kind, kinds[i]);
	cr_expect_eq(p->actions[0].nargs, 3);
	cr_expect_eq(p->actions[0].args[0].kind, V_STRING);
	cr_expect_eq(p->actions[0].args[2].size, 1);
	cr_expect(p->actions[0].fmt);
	cr_expect_eq(p->actions[1].naggs, 1);
	cr_expect_eq(p->actions[1].nargs, 1);
	cr_expect_eq(p->actions[2].naggs, 2);
	cr_expect_eq(p->actions[4].nargs, 1);
	dctest_release(&t);
}

/* Each recorded value is an action of dtrace's: count() 1, then printf's values 2 and 3. */
Test(dc_program, instructions_know_their_action)
{
	struct dctest t;
	const struct program *p =
		compiles(&t, "BEGIN { @ = count(); printf(\"%d %d\", pid, tid); x = 1; }");
	const struct clause *c = &p->clauses[0];
	static const uint16_t where[] = { 1, 2, 3, 3, 4, 4, 4 };

	for (int i = 0; i < 7; i++)
		cr_expect_eq(c->where[i], where[i], "instruction %d: action %u", i, c->where[i]);
	cr_expect_eq(c->body[6].op, OP_END);
	dctest_release(&t);
}

Test(dc_program, a_clause_of_nothing_prints_a_row)
{
	struct dctest t;
	const struct program *p = compiles(&t, "BEGIN { } END { x = 1; }");

	cr_expect_eq(p->actions[0].kind, ACT_NOTHING);
	cr_expect(p->clauses[0].records);
	cr_expect(!p->clauses[1].records);
	dctest_release(&t);
}

/* One clause a description, as dtrace enables them; they count and number probes. */
Test(dc_program, probes)
{
	struct dctest t;
	const struct program *p =
		compiles(&t, "vm:::exit, tick-1s, vm:svm:CPUID:exit { x++; } 1 { }");

	cr_assert_eq(p->nclauses, 4);
	cr_expect_eq(p->clauses[0].nprobes, 2);
	cr_expect_eq(p->clauses[1].nprobes, 1);
	cr_expect_eq(probe_set_at(t.probes, p->clauses[1].probes[0])->kind, PROBE_TICK);
	cr_expect_eq(p->clauses[2].nprobes, 1);
	cr_expect_eq(p->clauses[2].probes[0], p->clauses[0].probes[0]);
	cr_expect_eq(p->clauses[3].probes[0], 0);
	cr_expect_eq(p->clauses[0].epid, 1);
	cr_expect_eq(p->clauses[1].epid, 3);
	cr_expect_eq(p->nmatched, 5);
	dctest_release(&t);
}

Test(dc_program, descriptions_that_match_nothing_are_an_option)
{
	struct dsource s = { .name = "test.d", .text = "nosuch { }", .size = 10 };
	struct dctest t;

	dctest_init(&t);
	t.options.zdefs = true;
	dctest_add(&t, &s);
	cr_assert(t.program, "%s", t.error.message);
	cr_expect_eq(t.program->clauses[0].nprobes, 0);
	dctest_release(&t);
}

/* if: a clause for each block, and none of the compiler's own statements is an action. */
Test(dc_program, blocks_of_an_if)
{
	struct dctest t;
	const struct program *p = compiles(
		&t, "BEGIN /pid/ { trace(1); if (tid) trace(2); else { trace(3); } trace(4); }");
	static const bool records[] = { true, false, true, true, true };

	cr_assert_eq(p->nclauses, 5);
	for (int i = 0; i < 5; i++) {
		cr_expect_eq(p->clauses[i].records, records[i], "clause %d", i);
		cr_expect(p->clauses[i].predicate);
	}
	for (uint32_t i = 0; i < p->nactions; i++)
		cr_expect_eq(p->actions[i].index, 1);
	cr_expect_eq(p->nmatched, 1);
	dctest_release(&t);
}

Test(dc_program, sources_share_variables)
{
	struct dsource a = { .name = "a.d", .text = "int x; BEGIN { x = 1; }", .size = 23 };
	struct dsource b = { .name = "END { trace(x); }",
			     .text = "END { trace(x); }",
			     .size = 17,
			     .inlined = true };
	struct dctest t;

	dctest_init(&t);
	cr_assert(!dc_add(t.compiler, &a, &t.error), "%s", t.error.message);
	dctest_add(&t, &b);
	cr_assert(t.program, "%s", t.error.message);
	cr_expect_eq(t.program->nvars, 1);
	cr_expect_eq(t.program->nsources, 2);
	cr_expect_str_eq(t.program->sources[0].name, "a.d");
	cr_expect(t.program->sources[1].inlined);
	dctest_release(&t);
}

Test(dc_program, macros)
{
	static const char *const args[] = { "42", "name", "two words", "-7" };
	struct dctest t;

	dctest_script(&t,
		      "BEGIN { name = $1; trace($2); trace($3); trace($$1); trace($4); trace($0); }"
		      "tick-$1s { }",
		      4, args);
	cr_assert(t.program, "%s", t.error.message);
	cr_expect_eq(t.program->consts[0], 42);
	cr_expect_eq(t.program->consts[1], -7);
	cr_expect_str_eq(t.program->strings[0]->text, "two words");
	cr_expect_str_eq(t.program->strings[1]->text, "42");
	cr_expect_str_eq(t.program->strings[2]->text, "test.d");
	cr_expect_str_eq(t.program->clauses[1].text, "tick-42s");
	dctest_release(&t);
}

Test(dc_program, missing_macros_are_an_option)
{
	struct dsource s = { .name = "test.d",
			     .text = "BEGIN { trace($1); trace($$2); }",
			     .size = 32 };
	struct dctest t;

	dctest_init(&t);
	t.options.defaultargs = true;
	dctest_add(&t, &s);
	cr_assert(t.program, "%s", t.error.message);
	cr_expect_eq(t.program->consts[0], 0);
	cr_expect_str_eq(t.program->strings[0]->text, "");
	dctest_release(&t);
}

Test(dc_program, pragmas_set_options)
{
	struct dctest t;

	compiles(&t, "#pragma D option quiet\n#pragma D option strsize=1k\n"
		     "#pragma once\n#ident \"x\"\n#!interpreter\nBEGIN { }");
	cr_expect(t.options.quiet);
	cr_expect_eq(t.options.strsize, 1024);
	dctest_release(&t);
}

Test(dc_program, constants_of_text)
{
	struct dctest t;
	const struct program *p = compiles(&t, "BEGIN { trace('ab'); trace('\\n'); trace('\\377'); "
					       "trace(\"a\\tb\\x41\\101\\q\\\n\"); }");

	cr_expect_eq(p->consts[0], 0x6162);
	cr_expect_eq(p->consts[1], '\n');
	cr_expect_eq(p->consts[2], 0377);
	cr_expect_str_eq(p->strings[0]->text, "a\tbAA\\q");
	dctest_release(&t);
}

/* The first of int, unsigned, long ... that holds it: octal and hex may be unsigned. */
Test(dc_program, types_of_integer_constants)
{
	static const struct {
		const char *text;
		uint8_t size;
		bool sign;
	} cases[] = {
		{ "2147483647", 4, true },    { "2147483648", 8, true },
		{ "0x7fffffff", 4, true },    { "0x80000000", 4, false },
		{ "0x100000000", 8, true },   { "1u", 4, false },
		{ "1UL", 8, false },	      { "1ll", 8, true },
		{ "037777777777", 4, false }, { "0xffffffffffffffff", 8, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char text[64];
		struct dctest t;
		const struct vtype *got;

		snprintf(text, sizeof(text), "BEGIN { x = %s; }", cases[i].text);
		got = &variable(compiles(&t, text), "x")->type;
		cr_expect(got->size == cases[i].size && got->sign == cases[i].sign,
			  "%s: %u bytes, %ssigned", cases[i].text, got->size,
			  got->sign ? "" : "un");
		dctest_release(&t);
	}
}
