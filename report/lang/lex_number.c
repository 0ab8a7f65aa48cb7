/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/lex.h"

#include <ctype.h>
#include <string.h>

/* Digits of a base, and an optional suffix of one u and then up to two l. */
struct number {
	const char *digits, *suffix, *end;
	int base;
	bool is_unsigned;
	int longs;
};

static bool suffix(struct number *n)
{
	const char *s = n->suffix;

	n->is_unsigned = s < n->end && tolower(*s) == 'u';
	s += n->is_unsigned;
	for (; s < n->end && tolower(*s) == 'l' && n->longs < 2; s++)
		n->longs++;
	return s == n->end;
}

static bool split(const char *text, uint32_t len, struct number *n)
{
	*n = (struct number){ .digits = text, .end = text + len, .base = 10 };
	if (len > 1 && text[0] == '0') {
		n->base = tolower(text[1]) == 'x' ? 16 : 8;
		n->digits += n->base == 16 ? 2 : 1;
	}
	for (n->suffix = n->digits; n->suffix < n->end; n->suffix++)
		if (n->base == 16 ? !isxdigit((unsigned char)*n->suffix)
				  : !isdigit((unsigned char)*n->suffix))
			break;
	return (n->suffix > n->digits || n->base == 8) && suffix(n);
}

/* The narrowest from the suffix's own; a decimal constant keeps the sign that it says. */
static void set_type(struct lexer *l, const struct number *n, uint64_t v, struct token *t)
{
	static const uint64_t most[] = { INT32_MAX,  UINT32_MAX, INT64_MAX,
					 UINT64_MAX, INT64_MAX,	 UINT64_MAX };
	uint32_t i = n->is_unsigned + 2 * n->longs, step = n->base == 10 || n->is_unsigned ? 2 : 1;

	while (i <= N_ULL && v > most[i])
		i += step;
	if (i > N_ULL)
		dc_fail(l->c, t->pos, "D_INT_OFLOW", NULL,
			"integer constant 0x%llx cannot be represented in any built-in integral "
			"type",
			(unsigned long long)v);
	t->kind = TOK_NUMBER;
	t->value = v;
	t->number = i;
}

void lex_decimal(struct lexer *l, uint64_t value, struct token *t)
{
	set_type(l, &(struct number){ .base = 10 }, value, t);
}

void lex_number(struct lexer *l, const char *text, uint32_t len, const char *tag, struct token *t)
{
	struct number n;
	uint64_t v = 0;

	if (!split(text, len, &n))
		dc_fail(l->c, t->pos, "D_SYNTAX", NULL, "syntax error near \"%.*s\"",
			len > 40 ? 40 : (int)len, text);
	for (const char *s = n.digits; s < n.suffix; s++) {
		int digit = isdigit((unsigned char)*s) ? *s - '0' : tolower(*s) - 'a' + 10;

		if (digit >= n.base)
			dc_fail(l->c, t->pos, "D_INT_DIGIT", NULL,
				"invalid digit <%c> in integer constant", *s);
		if (__builtin_mul_overflow(v, (uint64_t)n.base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)digit, &v))
			dc_fail(l->c, t->pos, tag, NULL,
				"integer constant %.*s cannot be represented in any built-in "
				"integral type",
				len > 40 ? 40 : (int)len, text);
	}
	set_type(l, &n, v, t);
}
