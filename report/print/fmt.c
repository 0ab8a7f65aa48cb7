/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/fmt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a conversion takes. "Same" asks for the C type that its length names. */
enum takes {
	TAKES_INT,
	TAKES_CHAR,
	TAKES_STRING,
	TAKES_TIME,
	TAKES_NOTHING,
	TAKES_ADDRESS,
	TAKES_PORT,
	TAKES_STACK,
	TAKES_FLOAT,
	TAKES_SAME_SIGNED,
	TAKES_SAME_UNSIGNED,
	TAKES_SAME_NAME, /* %lx: the type's name counts, not its sign */
};

static const struct kind {
	const char *name;
	uint8_t style, takes, size;
	const char *expected;
} kinds[] = {
	{ "%", FMT_S_PERCENT, TAKES_NOTHING, 0, "nothing" },
	{ "d", FMT_S_DECIMAL, TAKES_INT, 0, "an integer" },
	{ "i", FMT_S_SIGNED, TAKES_INT, 0, "an integer" },
	{ "u", FMT_S_UNSIGNED, TAKES_INT, 0, "an integer" },
	{ "o", FMT_S_OCTAL, TAKES_INT, 0, "an integer" },
	{ "x", FMT_S_HEX, TAKES_INT, 0, "an integer" },
	{ "X", FMT_S_UPPERHEX, TAKES_INT, 0, "an integer" },
	{ "c", FMT_S_CHAR, TAKES_CHAR, 4, "a char, short or int" },
	{ "C", FMT_S_ESCCHAR, TAKES_CHAR, 4, "a char, short or int" },
	{ "lc", FMT_S_CHAR, TAKES_CHAR, 4, "a char, short or int" },
	{ "wc", FMT_S_CHAR, TAKES_CHAR, 4, "a char, short or int" },
	{ "s", FMT_S_STRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "S", FMT_S_ESCSTRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "ls", FMT_S_STRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "ws", FMT_S_STRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "p", FMT_S_HEX, TAKES_INT, 0, "a pointer or integer" },
	{ "a", FMT_S_ADDRESS, TAKES_ADDRESS, 0, "a pointer or integer" },
	{ "A", FMT_S_ADDRESS, TAKES_ADDRESS, 0, "a pointer or integer" },
	{ "Y", FMT_S_DATE, TAKES_TIME, 8, "a 64-bit integer" },
	{ "P", FMT_S_PORT, TAKES_PORT, 2, "uint16_t" },
	{ "I", FMT_S_STRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "T", FMT_S_STAMP, TAKES_TIME, 8, "a 64-bit integer" },
	{ "k", FMT_S_STACK, TAKES_STACK, 0, "a stack" },
	{ "hd", FMT_S_SIGNED, TAKES_SAME_SIGNED, 2, "short" },
	{ "hi", FMT_S_SIGNED, TAKES_SAME_SIGNED, 2, "short" },
	{ "ho", FMT_S_OCTAL, TAKES_SAME_UNSIGNED, 2, "unsigned short" },
	{ "hu", FMT_S_UNSIGNED, TAKES_SAME_UNSIGNED, 2, "unsigned short" },
	{ "hx", FMT_S_HEX, TAKES_SAME_NAME, 2, "short" },
	{ "hX", FMT_S_UPPERHEX, TAKES_SAME_NAME, 2, "short" },
	{ "ld", FMT_S_SIGNED, TAKES_SAME_SIGNED, 8, "long" },
	{ "li", FMT_S_SIGNED, TAKES_SAME_SIGNED, 8, "long" },
	{ "lo", FMT_S_OCTAL, TAKES_SAME_UNSIGNED, 8, "unsigned long" },
	{ "lu", FMT_S_UNSIGNED, TAKES_SAME_UNSIGNED, 8, "unsigned long" },
	{ "lx", FMT_S_HEX, TAKES_SAME_NAME, 8, "long" },
	{ "lX", FMT_S_UPPERHEX, TAKES_SAME_NAME, 8, "long" },
	{ "lld", FMT_S_SIGNED, TAKES_SAME_SIGNED, 8, "long long" },
	{ "lli", FMT_S_SIGNED, TAKES_SAME_SIGNED, 8, "long long" },
	{ "llo", FMT_S_OCTAL, TAKES_SAME_UNSIGNED, 8, "unsigned long long" },
	{ "llu", FMT_S_UNSIGNED, TAKES_SAME_UNSIGNED, 8, "unsigned long long" },
	{ "llx", FMT_S_HEX, TAKES_SAME_NAME, 8, "long long" },
	{ "llX", FMT_S_UPPERHEX, TAKES_SAME_NAME, 8, "long long" },
	{ "e", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "f", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "g", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "E", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "G", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "Le", FMT_S_FLOAT, TAKES_FLOAT, 0, "a long double" },
	{ "Lf", FMT_S_FLOAT, TAKES_FLOAT, 0, "a long double" },
	{ "Lg", FMT_S_FLOAT, TAKES_FLOAT, 0, "a long double" },
	{ "LE", FMT_S_FLOAT, TAKES_FLOAT, 0, "a long double" },
	{ "LG", FMT_S_FLOAT, TAKES_FLOAT, 0, "a long double" },
};

static const struct {
	char letter;
	uint8_t flag;
} flag_letters[] = {
	{ '#', FMT_ALT },   { '0', FMT_ZERO },	 { '-', FMT_LEFT }, { '+', FMT_PLUS },
	{ ' ', FMT_SPACE }, { '\'', FMT_GROUP }, { '@', FMT_AGG },
};

/* The longest output of a conversion that a script's text can ask for. */
#define MOST_WIDTH (1 << 20)

struct parse {
	const char *at, *end;
	uint32_t number; /* of the conversion, from 1 */
	char *message;
	uint32_t size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct parse *p, const char *what, ...)
{
	int n = snprintf(p->message, p->size, "format conversion #%u ", p->number);
	va_list ap;

	va_start(ap, what);
	if (n >= 0 && (uint32_t)n < p->size)
		vsnprintf(p->message + n, p->size - n, what, ap);
	va_end(ap);
	return false;
}

static char peek(const struct parse *p)
{
	return p->at < p->end ? *p->at : '\0';
}

/* Flags stand in any number and order, '@' among them on either side of a width. */
static void take_flags(struct parse *p, struct fmt_conv *c)
{
	for (uint32_t i = 0; i < sizeof(flag_letters) / sizeof(*flag_letters);) {
		if (peek(p) != flag_letters[i].letter) {
			i++;
			continue;
		}
		c->flags |= flag_letters[i].flag;
		p->at++;
		i = 0;
	}
}

static bool take_number(struct parse *p, int *number, const char *which)
{
	*number = 0;
	for (; peek(p) >= '0' && peek(p) <= '9'; p->at++) {
		*number = *number * 10 + (*p->at - '0');
		if (*number > MOST_WIDTH)
			return refuse(p, "has a %s beyond %d", which, MOST_WIDTH);
	}
	return true;
}

static bool take_width(struct parse *p, struct fmt_conv *c)
{
	if (peek(p) == '*') {
		c->star_width = true;
		p->at++;
	} else if (peek(p) == '?') {
		c->width = 16;
		p->at++;
	} else if (peek(p) >= '1' && peek(p) <= '9') {
		return take_number(p, &c->width, "width");
	}
	return true;
}

static bool take_precision(struct parse *p, struct fmt_conv *c)
{
	if (peek(p) != '.')
		return true;
	p->at++;
	if (peek(p) == '*') {
		c->star_prec = true;
		p->at++;
		return true;
	}
	return take_number(p, &c->prec, "precision");
}

static void take_length(struct parse *p, struct fmt_conv *c)
{
	uint32_t n = 0;

	while (n < sizeof(c->size) - 1 && peek(p) && strchr("hlLw", peek(p)))
		c->size[n++] = *p->at++;
}

static const struct kind *find_kind(const struct fmt_conv *c)
{
	char name[sizeof(c->size) + 1];

	snprintf(name, sizeof(name), "%s%c", c->size, c->conv);
	for (uint32_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static bool is_plain(const struct fmt_conv *c)
{
	bool style = (c->style >= FMT_S_DECIMAL && c->style <= FMT_S_UPPERHEX &&
		      c->style != FMT_S_OCTAL) ||
		     c->style == FMT_S_STRING;

	return style && !c->flags && c->width < 0 && c->prec < 0 && !c->star_width && !c->star_prec;
}

static bool take_conversion(struct parse *p, struct fmt_conv *c)
{
	const struct kind *k;

	p->number++;
	take_flags(p, c);
	if (!take_width(p, c))
		return false;
	take_flags(p, c);
	if (!take_precision(p, c))
		return false;
	take_flags(p, c);
	take_length(p, c);
	if (!peek(p))
		return refuse(p, "name expected before end of format string");
	c->conv = *p->at++;
	k = find_kind(c);
	if (!k)
		return refuse(p, "is undefined: %%%s%c", c->size, c->conv);
	c->style = k->style;
	c->plain = is_plain(c);
	return true;
}

static uint32_t count_conversions(const char *text, size_t len)
{
	uint32_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '%';
	return n;
}

static bool take_all(struct parse *p, struct fmt *f)
{
	for (;;) {
		struct fmt_conv *c = &f->convs[f->n++];

		*c = (struct fmt_conv){ .lead = p->at, .width = -1, .prec = -1 };
		while (p->at < p->end && *p->at != '%')
			p->at++;
		c->leadlen = p->at - c->lead;
		if (p->at == p->end)
			return true;
		p->at++;
		if (!take_conversion(p, c))
			return false;
	}
}

/* One allocation: the format, its conversions, the text that their leads point into. */
struct fmt *fmt_parse(const char *text, size_t len, char *message, uint32_t size)
{
	uint32_t most = count_conversions(text, len);
	size_t head = sizeof(struct fmt) + most * sizeof(struct fmt_conv);
	struct parse p = { .message = message, .size = size };
	struct fmt *f = calloc(1, head + len + FMT_SLACK);

	if (!f) {
		snprintf(message, size, "out of memory");
		return NULL;
	}
	f->n = 0;
	f->convs = (struct fmt_conv *)(f + 1);
	p.at = memcpy((char *)f + head, text, len);
	p.end = p.at + len;
	if (!take_all(&p, f)) {
		fmt_free(f);
		return NULL;
	}
	return f;
}

void fmt_free(struct fmt *f)
{
	free(f);
}

static bool takes_int(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT && t->rank != R_SYMBOL;
}

static bool takes_address(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT;
}

static bool takes_port(const struct kind *k, const struct vtype *t)
{
	return takes_int(k, t) && t->size == k->size;
}

static bool takes_stack(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_STACK;
}

static bool takes_float(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_FLOAT;
}

static bool takes_char(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT && t->size <= k->size;
}

static bool takes_string(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_STRING;
}

static bool takes_time(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT && t->size == k->size;
}

static bool takes_nothing(const struct kind *k, const struct vtype *t)
{
	return false;
}

static bool takes_same_signed(const struct kind *k, const struct vtype *t)
{
	return takes_time(k, t) && t->rank != R_POINTER && t->sign;
}

static bool takes_same_unsigned(const struct kind *k, const struct vtype *t)
{
	return takes_time(k, t) && t->rank != R_POINTER && !t->sign;
}

/* long and long long are one size, yet %llx wants the one and %lx the other; typedefs do both. */
static bool takes_same_name(const struct kind *k, const struct vtype *t)
{
	uint8_t rank = k->size == 2 ? R_SHORT : k->name[1] == 'l' ? R_LLONG : R_LONG;

	return takes_time(k, t) && (t->rank == rank || t->rank == R_TYPEDEF);
}

static bool (*const takes[])(const struct kind *, const struct vtype *) = {
	[TAKES_INT] = takes_int,
	[TAKES_CHAR] = takes_char,
	[TAKES_STRING] = takes_string,
	[TAKES_TIME] = takes_time,
	[TAKES_NOTHING] = takes_nothing,
	[TAKES_ADDRESS] = takes_address,
	[TAKES_PORT] = takes_port,
	[TAKES_STACK] = takes_stack,
	[TAKES_FLOAT] = takes_float,
	[TAKES_SAME_SIGNED] = takes_same_signed,
	[TAKES_SAME_UNSIGNED] = takes_same_unsigned,
	[TAKES_SAME_NAME] = takes_same_name,
};

bool fmt_accepts(const struct fmt_conv *c, const struct vtype *t, const char **expected)
{
	const struct kind *k = find_kind(c);

	*expected = k->expected;
	return takes[k->takes](k, t);
}
