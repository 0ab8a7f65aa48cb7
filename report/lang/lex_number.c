/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/lex.h"

#include <ctype.h>
#include <string.h>

/* Digits of a base, and an optional suffix of one u and up to two l. */
struct number {
	const char *digits, *suffix, *end;
	int base;
	bool is_unsigned;
	int longs;
};

static bool suffix(struct number *n)
{
	for (const char *s = n->suffix; s < n->end; s++) {
		if (tolower(*s) == 'u' && !n->is_unsigned)
			n->is_unsigned = true;
		else if (tolower(*s) == 'l' && n->longs < 2 &&
			 (s == n->suffix || !n->longs || tolower(s[-1]) == 'l'))
			n->longs++;
		else
			return false;
	}
	return true;
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

/* Narrowest first; a decimal constant becomes unsigned only when it says so. */
static uint8_t number_type(const struct number *n, uint64_t v)
{
	bool may_unsigned = n->is_unsigned || n->base != 10;

	if (n->longs < 1 && !n->is_unsigned && v <= INT32_MAX)
		return N_I32;
	if (n->longs < 1 && may_unsigned && v <= UINT32_MAX)
		return N_U32;
	if (!n->is_unsigned && v <= INT64_MAX)
		return n->longs == 2 ? N_ILL : N_I64;
	if (may_unsigned)
		return n->longs == 2 ? N_ULL : N_U64;
	return N_ULL;
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
	t->kind = TOK_NUMBER;
	t->value = v;
	t->number = number_type(&n, v);
}
