/* SPDX-License-Identifier: GPL-2.0 */
/* Each error tag that the compiler raises, by a program that has that error and no other. */
#include <criterion/criterion.h>
#include "tests/dctest.h"

#include <string.h>

struct bad {
	const char *tag, *text, *arg;
};

static void expect_tags(const struct bad *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dctest t;

		dctest_script(&t, list[i].text, list[i].arg ? 1 : 0, &list[i].arg);
		cr_expect(!t.program, "%s compiles", list[i].text);
		cr_expect_str_eq(t.error.tag, list[i].tag, "%s: %s", list[i].text, t.error.message);
		dctest_release(&t);
	}
}

#define EXPECT_TAGS(list) expect_tags(list, sizeof(list) / sizeof(*(list)))

/* clang-format off */
static const struct bad lexical[] = {
	{ "D_SYNTAX", "BEGIN", NULL },
	{ "D_SYNTAX", "BEGIN /1/", NULL },
	{ "D_SYNTAX", "BEGIN { x = ; }", NULL },
	{ "D_SYNTAX", "BEGIN { 1.5; }", NULL },
	{ "D_SYNTAX", "BEGIN { /* /* */ }", NULL },
	{ "D_SYNTAX", "BEGIN { a + b = 3; }", NULL },
	{ "D_SYNTAX", "BEGIN { trace(08a); }", NULL },
	{ "D_INT_DIGIT", "BEGIN { trace(08); }", NULL },
	{ "D_INT_OFLOW", "BEGIN { trace(0x1ffffffffffffffff); }", NULL },
	{ "D_STR_NL", "BEGIN { trace(\"abc\n\"); }", NULL },
	{ "D_CHR_NL", "BEGIN { trace('a\n'); }", NULL },
	{ "D_CHR_NULL", "BEGIN { trace(''); }", NULL },
	{ "D_CHR_OFLOW", "BEGIN { trace('123456789'); }", NULL },
	{ "D_SYNTAX", "BEGIN { printf(\"%q\", 1); }", NULL },
	{ "D_SYNTAX", "BEGIN { trace($-1); }", NULL },
	{ "D_SYNTAX", "BEGIN { trace(123$pid); }", NULL },
	{ "D_SYNTAX", "BEGIN /(pid/ { }", NULL },
};

static const struct bad probes[] = {
	{ "D_PDESC_ZERO", "foo:bar:baz:bop { }", NULL },
	{ "D_PDESC_INVAL", "a:b:c:d:e { }", NULL },
	{ "D_PRED_SCALAR", "BEGIN /\"s\"/ { }", NULL },
	{ "D_PRED_SCALAR", "BEGIN /execname/ { }", NULL },
	{ "D_PDESC_ZERO", "foo { stack(); }", NULL },
	{ "D_PDESC_ZERO", "profile-998 { }", NULL },
	{ "D_PDESC_ZERO", "tick-0 { }", NULL },
	{ "D_PDESC_ZERO", "tick-6000 { }", NULL },
};

static const struct bad declarations[] = {
	{ "D_DECL_LOCASSC", "this int a[int]; BEGIN { }", NULL },
	{ "D_DECL_TYPERED", "struct a { struct a { int x; } b; };", NULL },
	{ "D_DECL_TYPERED", "enum a { X = sizeof(enum a { Y }) };", NULL },
	{ "D_SYNTAX", "struct a { };", NULL },
	{ "D_DECL_INCOMPLETE", "struct a { struct b c[2]; };", NULL },
	{ "D_OP_INCOMPAT", "BEGIN { exit(0) == exit(1); }", NULL },
	{ "D_OP_INCOMPAT", "BEGIN { @ = count(); @ > @; }", NULL },
	{ "D_OP_DYN", "BEGIN { @ = count(); 1, @; }", NULL },
	{ "D_OP_DYN", "BEGIN { @ = count(); pid ? @ : @; }", NULL },
	{ "D_OP_INCOMPAT", "struct a { int b; } c, d; BEGIN { c == d; }", NULL },
	{ "D_SYNTAX", "struct a { union { } b; };", NULL },
	{ "D_DECL_BADCLASS", "static int a; BEGIN { }", NULL },
	{ "D_DECL_CLASS", "extern typedef int a; BEGIN { }", NULL },
	{ "D_DECL_COMBO", "int char a; BEGIN { }", NULL },
	{ "D_DECL_CHARATTR", "long char a; BEGIN { }", NULL },
	{ "D_DECL_VOIDATTR", "long void a; BEGIN { }", NULL },
	{ "D_DECL_VOIDOBJ", "void a; BEGIN { }", NULL },
	{ "D_DECL_IDRED", "int a; string a; BEGIN { }", NULL },
	{ "D_DECL_IDRED", "inline int pid = 1; BEGIN { }", NULL },
	{ "D_DECL_USELESS", "int; BEGIN { }", NULL },
	{ "D_DECL_ARRSUB", "int a[-1]; BEGIN { }", NULL },
	{ "D_DECL_ENCONST", "enum e { A = pid }; BEGIN { }", NULL },
	{ "D_DECL_INCOMPLETE", "struct s { struct s a; }; BEGIN { }", NULL },
	{ "D_DECL_SIGNINT", "unsigned string a; BEGIN {}", NULL },
	{ "D_DECL_IDRED", "enum a { X }; enum b { X }; BEGIN {}", NULL },
};

static const struct bad inlines[] = {
	{ "D_IDENT_UNDEF", "inline int x = x;", NULL },
	{ "D_VAR_UNDEF", "inline int x[int a] = x[a];", NULL },
	{ "D_IDENT_UNDEF", "inline int x[int a] = b;", NULL },
	{ "D_OP_INCOMPAT", "inline int x[string s] = s;", NULL },
	{ "D_OP_INCOMPAT", "inline int x = \"s\";", NULL },
	{ "D_DECL_IDRED", "inline int x = 1; inline int x = 1;", NULL },
	{ "D_IDENT_BADREF", "inline int x[int a] = a; BEGIN { trace(x); }", NULL },
	{ "D_PROTO_LEN", "inline int x[int a] = a; BEGIN { trace(x[1, 2]); }", NULL },
	{ "D_PROTO_ARG", "inline int x[int a] = a; BEGIN { trace(x[\"s\"]); }", NULL },
	{ "D_DIV_ZERO", "inline int x[int a] = 1 / 0;", NULL },
	{ "D_OP_LVAL", "inline int x = 1; BEGIN { x = 2; }", NULL },
};

static const struct bad aggregations[] = {
	{ "D_AGG_REDEF", "BEGIN { @a = count(); @a = sum(1); }", NULL },
	{ "D_AGG_FUNC", "BEGIN { @a = 1; }", NULL },
	{ "D_AGG_FUNC", "BEGIN { @a = trace(1); }", NULL },
	{ "D_AGG_NULL", "BEGIN { @a = count(); @a; }", NULL },
	{ "D_AGG_NULL", "BEGIN { @a[1] = count(); @a[1]; }", NULL },
	{ "D_AGG_MDIM", "BEGIN { @a[1][2] = count(); }", NULL },
	{ "D_AGG_SCALAR", "BEGIN { @a = sum(\"x\"); }", NULL },
	{ "D_KEY_TYPE", "BEGIN { @b[@a] = count(); }", NULL },
	{ "D_LQUANT_BASETYPE", "BEGIN { @a = lquantize(1, pid, 10); }", NULL },
	{ "D_LQUANT_BASEVAL", "BEGIN { @a = lquantize(1, 0x1ffffffff, 10); }", NULL },
	{ "D_LQUANT_LIMTYPE", "BEGIN { @a = lquantize(1, 0, pid); }", NULL },
	{ "D_LQUANT_LIMVAL", "BEGIN { @a = lquantize(1, 0, 0x1ffffffff); }", NULL },
	{ "D_LQUANT_MISMATCH", "BEGIN { @a = lquantize(1, 10, 0); }", NULL },
	{ "D_LQUANT_STEPTYPE", "BEGIN { @a = lquantize(1, 0, 10, pid); }", NULL },
	{ "D_LQUANT_STEPTYPE", "BEGIN { @a = lquantize(1, 0, 10, 0); }", NULL },
	{ "D_LQUANT_STEPVAL", "BEGIN { @a = lquantize(1, 0, 10, 65536); }", NULL },
	{ "D_LQUANT_STEPLARGE", "BEGIN { @a = lquantize(1, 0, 10, 20); }", NULL },
	{ "D_LQUANT_STEPSMALL", "BEGIN { @a = lquantize(1, 0, 1000000, 1); }", NULL },
	{ "D_LQUANT_MATCHBASE", "BEGIN { @a = lquantize(1, 0, 100, 1); @a = lquantize(1,1,100,1); }", NULL },
	{ "D_LQUANT_MATCHLIM", "BEGIN { @a = lquantize(1, 0, 100, 1); @a = lquantize(1,0,101,1); }", NULL },
	{ "D_LQUANT_MATCHSTEP", "BEGIN { @a = lquantize(1, 0, 100, 1); @a = lquantize(1,0,100,2); }", NULL },
	{ "D_LLQUANT_FACTORSMALL", "BEGIN { @b = llquantize(1, 1, 0, 3, 10); }", NULL },
	{ "D_LLQUANT_FACTORTYPE", "BEGIN { @b = llquantize(1, pid, 0, 3, 10); }", NULL },
	{ "D_LLQUANT_MAGRANGE", "BEGIN { @b = llquantize(1, 10, 3, 3, 10); }", NULL },
	{ "D_LLQUANT_FACTORNSTEPS", "BEGIN { @b = llquantize(1, 10, 0, 3, 5); }", NULL },
	{ "D_LLQUANT_FACTOREVEN", "BEGIN { @b = llquantize(1, 10, 0, 3, 15); }", NULL },
	{ "D_LLQUANT_MAGTOOBIG", "BEGIN { @b = llquantize(1, 10, 0, 30, 10); }", NULL },
};

static const struct bad formats[] = {
	{ "D_PRINTF_ARG_FMT", "BEGIN { printf(1); }", NULL },
	{ "D_PRINTF_FMT_EMPTY", "BEGIN { printf(\"\"); }", NULL },
	{ "D_PRINTF_ARG_PROTO", "BEGIN { printf(\"%d\"); }", NULL },
	{ "D_PRINTF_ARG_TYPE", "BEGIN { printf(\"%d\", \"s\"); }", NULL },
	{ "D_PRINTF_ARG_TYPE", "BEGIN { @a = count(); printf(\"%d\", @a); }", NULL },
	{ "D_PRINTF_ARG_TYPE", "BEGIN { printf(\"%ld\", (int)1); }", NULL },
	{ "D_PRINTF_ARG_EXTRA", "BEGIN { printf(\"%d\", 1, 2); }", NULL },
	{ "D_PRINTF_AGG_CONV", "BEGIN { printf(\"%@d\", 1); }", NULL },
	{ "D_PRINTF_DYN_PROTO", "BEGIN { printf(\"%*d\"); }", NULL },
	{ "D_PRINTF_DYN_TYPE", "BEGIN { printf(\"%*d\", \"a\", 1); }", NULL },
	{ "D_PRINTA_AGGARG", "BEGIN { printa(\"%d\", 1); }", NULL },
	{ "D_PRINTA_AGGBAD", "BEGIN { printa(@x); }", NULL },
	{ "D_PRINTA_PROTO", "BEGIN { printa(\"%d\"); }", NULL },
	{ "D_PRINTA_AGGKEY", "BEGIN { @a = count(); @b[1] = count(); printa(@a, @b); }", NULL },
	{ "D_PRINTA_AGGPROTO", "BEGIN { @a[\"x\"] = count(); @b[1] = count(); printa(@a, @b); }", NULL },
	{ "D_PRINTF_ARG_TYPE", "BEGIN { printf(\"%s\", 1); }", NULL },
};

static const struct bad actions[] = {
	{ "D_CLEAR_PROTO", "BEGIN { clear(); }", NULL },
	{ "D_CLEAR_AGGARG", "BEGIN { clear(1); }", NULL },
	{ "D_CLEAR_AGGBAD", "BEGIN { clear(@x); }", NULL },
	{ "D_TRUNC_PROTO", "BEGIN { trunc(); }", NULL },
	{ "D_TRUNC_AGGARG", "BEGIN { trunc(1); }", NULL },
	{ "D_TRUNC_AGGBAD", "BEGIN { trunc(@x); }", NULL },
	{ "D_TRUNC_SCALAR", "BEGIN { @ = count(); trunc(@, @); }", NULL },
	{ "D_NORMALIZE_PROTO", "BEGIN { normalize(@x); }", NULL },
	{ "D_NORMALIZE_AGGARG", "BEGIN { normalize(1, 1); }", NULL },
	{ "D_NORMALIZE_AGGBAD", "BEGIN { normalize(@x, 1); }", NULL },
	{ "D_NORMALIZE_SCALAR", "BEGIN { @x = count(); normalize(@x, \"s\"); }", NULL },
	{ "D_TRACE_VOID", "BEGIN { trace((void)1); }", NULL },
	{ "D_TRACE_AGG", "BEGIN { trace(@); }", NULL },
};

static const struct bad pragmas[] = {
	{ "D_PRAGMA_OPTSET", "#pragma D option foo\nBEGIN { }", NULL },
	{ "D_PRAGMA_OPTSET", "#pragma D option bufsize=-1\nBEGIN { }", NULL },
	{ "D_PRAGMA_MALFORM", "#pragma D option strsize=1 + 2\nBEGIN { }", NULL },
	{ "D_PRAGMA_INVAL", "#pragma D foo\nBEGIN { }", NULL },
	{ "D_PRAGCTL_INVAL", "\t#define foo\nBEGIN { }", NULL },
	{ "D_PRAGERR", "#error no\nBEGIN { }", NULL },
};

static const struct bad macros[] = {
	{ "D_MACRO_UNDEF", "BEGIN { trace($1); }", NULL },
	{ "D_MACRO_UNDEF", "BEGIN { trace($foo); }", NULL },
	{ "D_MACRO_UNUSED", "BEGIN { }", "x" },
	{ "D_MACRO_OFLOW", "BEGIN { trace($1); }", "99999999999999999999999" },
};

static const struct bad expressions[] = {
	{ "D_DIV_ZERO", "BEGIN { trace(1/0); }", NULL },
	{ "D_DIV_ZERO", "BEGIN { trace(pid%0); }", NULL },
	{ "D_IDENT_UNDEF", "BEGIN { trace(x); }", NULL },
	{ "D_VAR_UNDEF", "BEGIN { trace(self->x); }", NULL },
	{ "D_VAR_UNDEF", "BEGIN { x += 1; }", NULL },
	{ "D_OP_LVAL", "BEGIN { 1 = 2; }", NULL },
	{ "D_OP_WRITE", "BEGIN { pid = 2; }", NULL },
	{ "D_OP_INCOMPAT", "BEGIN { x = 1; x = \"s\"; }", NULL },
	{ "D_OP_INCOMPAT", "BEGIN { trace(\"a\" + \"b\"); }", NULL },
	{ "D_OP_ACT", "BEGIN { pid ? trace(1) : trace(2); }", NULL },
	{ "D_OP_ACT", "BEGIN { trace(1), trace(2); }", NULL },
	{ "D_OP_INT", "BEGIN { trace(\"a\" & 1); }", NULL },
	{ "D_OP_SCALAR", "BEGIN { trace(!\"a\"); }", NULL },
	{ "D_OP_ARITH", "BEGIN { trace(-\"a\"); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { trace(); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { trace(vmregs[1,2]); }", NULL },
	{ "D_PROTO_ARG", "BEGIN { trace(vmregs[pid]); }", NULL },
	{ "D_PROTO_ARG", "BEGIN { trace(vmregs[\"a\"]); }", NULL },
	{ "D_REGS_IDX", "BEGIN { trace(vmregs[-1]); }", NULL },
	{ "D_IDENT_UNDEF", "BEGIN { @a; }", NULL },
	{ "D_IDENT_UNDEF", "BEGIN { trace(@a + 3); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { @a = sum(); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { @a = count(1); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { @a[1] = count(); @a[1,2] = count(); }", NULL },
	{ "D_PROTO_ARG", "BEGIN { @a[1] = count(); @a[\"s\"] = count(); }", NULL },
	{ "D_FUNC_UNDEF", "BEGIN { foo(); }", NULL },
	{ "D_FUNC_IDENT", "BEGIN { tick-1(); }", NULL },
	{ "D_FUNC_IDKIND", "BEGIN { pid(); }", NULL },
	{ "D_ARR_LOCAL", "BEGIN { this->a[1] = 2; }", NULL },
	{ "D_UNKNOWN", "long short a; BEGIN { }", NULL },
	{ "D_UNKNOWN", "struct s { int a; int a; }; BEGIN { }", NULL },
	{ "D_OFFSETOF_TYPE", "BEGIN { trace(offsetof(struct s, a)); } ", NULL },
	{ "D_UNKNOWN", "struct s { int b; }; BEGIN { trace(offsetof(struct s, a)); } ", NULL },
	{ "D_SIZEOF_TYPE", "BEGIN { trace(sizeof(void)); }", NULL },
	{ "D_ADDROF_VAR", "BEGIN { x = 1; trace(&x); }", NULL },
	{ "D_ADDROF_LVAL", "BEGIN { trace(&1); }", NULL },
	{ "D_DEREF_NONPTR", "BEGIN { trace(*1); }", NULL },
	{ "D_CAST_INVAL", "struct s { int a; }; BEGIN { trace((struct s)1); }", NULL },
	{ "D_IDENT_BADREF", "BEGIN { trace(strlen); }", NULL },
	{ "D_VAR_UNSUP", "BEGIN { trace(curthread); }", NULL },
	{ "D_UNKNOWN", "BEGIN { stack(); }", NULL },
	{ "D_PROTO_LEN", "foo { trace(); }", NULL },
	{ "D_OP_SCALAR", "BEGIN { if (\"a\") trace(1); }", NULL },
	{ "D_UNKNOWN", "enum a { X, X }; BEGIN {}", NULL },
	{ "D_OP_PTR", "BEGIN { trace(\"a\"->b); }", NULL },
	{ "D_OP_SOU", "BEGIN { trace(pid.b); }", NULL },
	{ "D_OFFSETOF_TYPE", "BEGIN { trace(offsetof(int, a)); }", NULL },
	{ "D_STRINGOF_TYPE", "BEGIN { trace(stringof((void)0)); }", NULL },
};

static const struct { const char *text, *arg; } good[] = {
	{ "BEGIN { trace(vmregs[VMX_GUEST_CR3 + 0]); }", NULL },
	{ "inline int R = VMX_GUEST_CR3; BEGIN { trace(vmregs[R]); trace(vmregs[VM_RAX]); trace(vmregs[SVM_EXITCODE]);}", NULL },
	{ "BEGIN { @a = lquantize(1, -10, 100, 10, 3); @b = llquantize(1, 10, 0, 3, 10); @c = quantize(3, -1); }", NULL },
	{ "struct s { int a:3; char b[10]; struct s *n; union { int q; } u; }; typedef struct s s_t; s_t *p; int (*f)(int, char *); BEGIN { trace(sizeof(struct s)); }", NULL },
	{ "BEGIN { trace($1); trace($$1); trace($pid); }", "5" },
	{ "tick-$1s { }", "5" },
	{ "BEGIN /x/ { x = 1; }", NULL },
	{ "BEGIN /i++ < 3 && a[i]++ == 0/ { trace(i); trace(a[1]); }", NULL },
	{ "BEGIN { self->s = \"a\"; trace(self->s == NULL); self->s = NULL; self->s = 0; }", NULL },
	{ "int a; BEGIN { a = 1 } END { trace(a) }", NULL },
	{ "BEGIN { trace(1 /* c */ / 2); } END /pid / 2 == 1/ /* c */ { }", NULL },
	{ "vm:::exit,\ntick-1s,profile-997\n{ x++; }", NULL },
	{ "profile-10ms {} profile-100hz{}", NULL },
	{ "BEGIN { trace(((((1))))); if (1) { trace(1); } else if (2) { } else trace(3); }", NULL },
	{ "BEGIN { printf(\"%s %d %c %x %p\\n\", execname, pid, 65, 1, arg0); }", NULL },
	{ "BEGIN { @[execname, pid] = count(); printa(\"%s %d %@d\\n\", @); printa(@); printa(\"%@8u\", @, @); }", NULL },
	{ "BEGIN { self->a = 1; this->b = (self->a) + sizeof (self->a); trace((this->b == 5) + (int)self->a); }", NULL },
	{ "self int a[string]; BEGIN { self->a[\"x\"] = 1; self->b[1,2] = \"s\"; trace(self->b[1,2]); }", NULL },
};
/* clang-format on */

Test(dc_errors, lexical)
{
	EXPECT_TAGS(lexical);
}

Test(dc_errors, probes)
{
	EXPECT_TAGS(probes);
}

Test(dc_errors, declarations)
{
	EXPECT_TAGS(declarations);
}

Test(dc_errors, inlines)
{
	EXPECT_TAGS(inlines);
}

Test(dc_errors, aggregations)
{
	EXPECT_TAGS(aggregations);
}

Test(dc_errors, formats)
{
	EXPECT_TAGS(formats);
}

Test(dc_errors, actions)
{
	EXPECT_TAGS(actions);
}

Test(dc_errors, pragmas)
{
	EXPECT_TAGS(pragmas);
}

Test(dc_errors, macros)
{
	EXPECT_TAGS(macros);
}

Test(dc_errors, expressions)
{
	EXPECT_TAGS(expressions);
}

Test(dc_errors, none_where_all_is_well)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct dctest t;

		dctest_script(&t, good[i].text, good[i].arg ? 1 : 0, &good[i].arg);
		cr_expect(t.program, "%s: %s", good[i].text, t.error.message);
		dctest_release(&t);
	}
}

/* Tags of one program with several errors: dtrace's order. */
static const struct bad orders[] = {
	{ "D_SYNTAX", "BEGIN { trace(x); } END { ; = }", NULL },
	{ "D_MACRO_UNDEF", "BEGIN { trace(x); } END { trace($1); }", NULL },
	{ "D_FUNC_UNDEF", "BEGIN { trace(x); nosuch(); }", NULL },
	{ "D_IDENT_UNDEF", "nosuch:::probe { trace(x); }", NULL },
	{ "D_PDESC_ZERO", "nosuch:::probe { stack(); }", NULL },
	{ "D_PROTO_LEN", "BEGIN { stack(); trace(); }", NULL },
	{ "D_LQUANT_MATCHBASE", "BEGIN { @a = lquantize(1, 0, 9); @a = lquantize(1, 1, 8, 2); }",
	  NULL },
	{ "D_MACRO_UNUSED", "BEGIN { trace(x); } END { }", "unused" },
	{ "D_PROTO_LEN", "syscall:::entry { stack(); } BEGIN { trace(); }", NULL },
	{ "D_PDESC_ZERO", "syscall:::entry { } BEGIN { stack(); }", NULL },
};

Test(dc_errors, order)
{
	EXPECT_TAGS(orders);
}

Test(dc_errors, message_of_a_script)
{
	struct dctest t;

	dctest_script(&t, "/* one */\nBEGIN\n{\n\ttrace(1 + nosuch);\n}\n", 0, NULL);
	cr_assert_str_eq(t.error.message,
			 "failed to compile script test.d: [D_IDENT_UNDEF] line 4: "
			 "failed to resolve nosuch: Unknown variable name");
	cr_assert_str_eq(t.error.source, " trace(1 + nosuch);");
	cr_assert_eq(t.error.line, 4);
	cr_assert_eq(t.error.column, 12);
	dctest_release(&t);
}

Test(dc_errors, message_without_tags)
{
	struct dsource s = { .name = "test.d", .text = "BEGIN { trace(); }", .size = 18 };
	struct dctest t;

	dctest_init(&t);
	t.options.errtags = false;
	dctest_add(&t, &s);
	cr_assert_str_eq(t.error.message, "failed to compile script test.d: line 1: "
					  "trace( ) prototype mismatch: 0 args passed, 1 expected");
	cr_assert_str_eq(t.error.tag, "D_PROTO_LEN");
	dctest_release(&t);
}

Test(dc_errors, messages_of_inline_programs)
{
	static const char *const cases[][2] = {
		{ "BEGIN { trace(x) }",
		  "invalid probe specifier BEGIN { trace(x) }: [D_IDENT_UNDEF] "
		  "in action list: failed to resolve x: Unknown variable name" },
		{ "BEGIN /x/",
		  "invalid probe specifier BEGIN /x/: [D_SYNTAX] syntax error near end "
		  "of input" },
		{ "nosuch", "invalid probe specifier nosuch: [D_PDESC_ZERO] in probe description: "
			    "probe description :::nosuch does not match any probes" },
		{ "BEGIN /\"\"/ { }",
		  "invalid probe specifier BEGIN /\"\"/ { }: [D_PRED_SCALAR] in "
		  "predicate: predicate result type must be a scalar type: "
		  "string" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dctest t;

		dctest_inline(&t, cases[i][0]);
		cr_expect_str_eq(t.error.message, cases[i][1]);
		dctest_release(&t);
	}
}

/* Under a preprocessor lines count in the original file. */
Test(dc_errors, lines_of_the_original)
{
	struct dctest t;

	dctest_script(&t, "# 1 \"x.d\"\n# 70 \"x.d\"\nBEGIN { trace(x); }\n", 0, NULL);
	cr_assert_eq(t.error.line, 70);
	cr_assert_str_eq(t.error.source, "BEGIN { trace(x); }");
	dctest_release(&t);
}

Test(dc_errors, hint_tells_types)
{
	struct dctest t;

	dctest_script(&t, "BEGIN { @a[1] = count(); @a[\"s\"] = count(); }", 0, NULL);
	cr_assert_str_eq(t.error.hint, "expected int, got string");
	dctest_release(&t);
}

/* A refusal names the construct and the reason. */
Test(dc_errors, refusal_gives_the_reason)
{
	struct dctest t;

	dctest_script(&t, "BEGIN { trace(curthread); }", 0, NULL);
	cr_assert(strstr(t.error.message, "curthread: it asks a live kernel"), "%s",
		  t.error.message);
	dctest_release(&t);
}
