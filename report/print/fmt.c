/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/fmt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a conversion takes. Its rank, where it has one, is that of the C type that it asks for. */
enum takes {
	TAKES_INT,
	TAKES_CHAR,
	TAKES_STRING,
	TAKES_WIDE_STRING,
	TAKES_TIME,
	TAKES_NOTHING,
	TAKES_POINTER,
	TAKES_ADDRESS,
	TAKES_USER_ADDRESS,
	TAKES_STACK,
	TAKES_FLOAT,
	TAKES_LONG_DOUBLE,
	TAKES_SIGNED,
	TAKES_UNSIGNED,
	TAKES_RANK, /* of either sign */
};

static const struct kind {
	const char *name;
	uint8_t style, takes, rank;
	const char *expected;
} kinds[] = {
	{ "%", FMT_S_PERCENT, TAKES_NOTHING, 0, "nothing" },
	{ "d", FMT_S_DECIMAL, TAKES_INT, 0, "an integer" },
	{ "i", FMT_S_SIGNED, TAKES_INT, 0, "an integer" },
	{ "u", FMT_S_UNSIGNED, TAKES_INT, 0, "an integer" },
	{ "o", FMT_S_OCTAL, TAKES_INT, 0, "an integer" },
	{ "x", FMT_S_HEX, TAKES_INT, 0, "an integer" },
	{ "X", FMT_S_UPPERHEX, TAKES_INT, 0, "an integer" },
	{ "c", FMT_S_CHAR, TAKES_CHAR, 0, "a char, short or int" },
	{ "C", FMT_S_ESCCHAR, TAKES_CHAR, 0, "a char, short or int" },
	{ "lc", FMT_S_CHAR, TAKES_SIGNED, R_INT, "int" },
	{ "wc", FMT_S_CHAR, TAKES_SIGNED, R_INT, "int" },
	{ "s", FMT_S_STRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "S", FMT_S_ESCSTRING, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "ls", FMT_S_WIDE, TAKES_WIDE_STRING, 0, "an array of wide characters" },
	{ "ws", FMT_S_WIDE, TAKES_WIDE_STRING, 0, "an array of wide characters" },
	{ "p", FMT_S_HEX, TAKES_POINTER, 0, "a pointer or integer" },
	{ "a", FMT_S_ADDRESS, TAKES_ADDRESS, 0, "a pointer or integer" },
	{ "A", FMT_S_ADDRESS, TAKES_USER_ADDRESS, 0, "usym(), or a target" },
	{ "Y", FMT_S_DATE, TAKES_TIME, 0, "a 64-bit integer" },
	{ "P", FMT_S_PORT, TAKES_UNSIGNED, R_SHORT, "uint16_t" },
	{ "I", FMT_S_HOST, TAKES_STRING, 0, "a string (or use stringof)" },
	{ "T", FMT_S_STAMP, TAKES_TIME, 0, "a 64-bit integer" },
	{ "k", FMT_S_STACK, TAKES_STACK, 0, "a stack" },
	{ "hd", FMT_S_SIGNED, TAKES_SIGNED, R_SHORT, "short" },
	{ "hi", FMT_S_SIGNED, TAKES_SIGNED, R_SHORT, "short" },
	{ "ho", FMT_S_OCTAL, TAKES_UNSIGNED, R_SHORT, "unsigned short" },
	{ "hu", FMT_S_UNSIGNED, TAKES_UNSIGNED, R_SHORT, "unsigned short" },
	{ "hx", FMT_S_HEX, TAKES_RANK, R_SHORT, "short" },
	{ "hX", FMT_S_UPPERHEX, TAKES_RANK, R_SHORT, "short" },
	{ "ld", FMT_S_SIGNED, TAKES_SIGNED, R_LONG, "long" },
	{ "li", FMT_S_SIGNED, TAKES_SIGNED, R_LONG, "long" },
	{ "lo", FMT_S_OCTAL, TAKES_UNSIGNED, R_LONG, "unsigned long" },
	{ "lu", FMT_S_UNSIGNED, TAKES_UNSIGNED, R_LONG, "unsigned long" },
	{ "lx", FMT_S_HEX, TAKES_RANK, R_LONG, "long" },
	{ "lX", FMT_S_UPPERHEX, TAKES_RANK, R_LONG, "long" },
	{ "lld", FMT_S_SIGNED, TAKES_SIGNED, R_LLONG, "long long" },
	{ "lli", FMT_S_SIGNED, TAKES_SIGNED, R_LLONG, "long long" },
	{ "llo", FMT_S_OCTAL, TAKES_UNSIGNED, R_LLONG, "unsigned long long" },
	{ "llu", FMT_S_UNSIGNED, TAKES_UNSIGNED, R_LLONG, "unsigned long long" },
	{ "llx", FMT_S_HEX, TAKES_RANK, R_LLONG, "long long, int64_t or uint64_t" },
	{ "llX", FMT_S_UPPERHEX, TAKES_RANK, R_LLONG, "long long, int64_t or uint64_t" },
	{ "e", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "f", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "g", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "E", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "G", FMT_S_FLOAT, TAKES_FLOAT, 0, "a floating-point value" },
	{ "Le", FMT_S_FLOAT, TAKES_LONG_DOUBLE, 0, "long double" },
	{ "Lf", FMT_S_FLOAT, TAKES_LONG_DOUBLE, 0, "long double" },
	{ "Lg", FMT_S_FLOAT, TAKES_LONG_DOUBLE, 0, "long double" },
	{ "LE", FMT_S_FLOAT, TAKES_LONG_DOUBLE, 0, "long double" },
	{ "LG", FMT_S_FLOAT, TAKES_LONG_DOUBLE, 0, "long double" },
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

/* Of '-' and '0' the one that comes last counts. */
static bool take_flag(struct parse *p, struct fmt_conv *c)
{
	static const uint8_t undone[] = { [FMT_ZERO] = FMT_LEFT, [FMT_LEFT] = FMT_ZERO };

	for (uint32_t i = 0; i < sizeof(flag_letters) / sizeof(*flag_letters); i++) {
		uint8_t flag = flag_letters[i].flag;

		if (peek(p) != flag_letters[i].letter)
			continue;
		c->flags = (c->flags | flag) & ~(flag < sizeof(undone) ? undone[flag] : 0);
		p->at++;
		return true;
	}
	return false;
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

static bool take_star(struct parse *p, bool *star, const char *which)
{
	p->at++;
	if (*star)
		return refuse(p, "has more than one '*' for its %s", which);
	*star = true;
	return true;
}

/*
 * Flags, width, precision and length stand in any order and number, but for the '.', behind
 * which numbers are of the precision.
 */
static bool take_options(struct parse *p, struct fmt_conv *c)
{
	bool dot = false, digits = false;
	uint32_t n = 0;

	for (;;) {
		const char *which = dot ? "precision" : "width";
		char next = peek(p);

		if (next >= '0' && next <= '9' && (next != '0' || dot || digits)) {
			if (!take_number(p, dot ? &c->prec : &c->width, which))
				return false;
			digits = true;
		} else if (next == '*') {
			if (!take_star(p, dot ? &c->star_prec : &c->star_width, which))
				return false;
		} else if (next == '.') {
			if (dot)
				return refuse(p, "has more than one '.'");
			dot = true;
			digits = false;
			p->at++;
		} else if (next == '?') {
			c->width = 16;
			p->at++;
		} else if (next && strchr("hlLw", next)) {
			if (n < sizeof(c->size) - 1)
				c->size[n++] = next;
			p->at++;
		} else if (!take_flag(p, c)) {
			return true;
		}
	}
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

	return style && c->leadlen <= FMT_SLACK && !c->flags && c->width < 0 && c->prec < 0 &&
	       !c->star_width && !c->star_prec;
}

static bool take_conversion(struct parse *p, struct fmt_conv *c)
{
	const char *start = p->at;
	const struct kind *k;

	p->number++;
	if (!take_options(p, c))
		return false;
	if (!peek(p))
		return refuse(p, "name expected before end of format string");
	if (peek(p) == '%' && p->at > start)
		return refuse(p, "cannot combine %%%% with anything");
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
		if (p->at == p->end) {
			c->plain = c->leadlen <= FMT_SLACK;
			return true;
		}
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

static bool takes_pointer(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT;
}

static bool takes_int(const struct kind *k, const struct vtype *t)
{
	return takes_pointer(k, t) && t->rank != R_POINTER;
}

static bool takes_address(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT || (is_symbol(t) && t->rank == R_SYMBOL);
}

static bool takes_user_address(const struct kind *k, const struct vtype *t)
{
	return is_symbol(t) && t->rank == R_USER_SYMBOL;
}

static bool takes_stack(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_STACK;
}

static bool takes_float(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_FLOAT;
}

static bool takes_long_double(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_FLOAT && t->size > 8;
}

static bool takes_char(const struct kind *k, const struct vtype *t)
{
	return takes_int(k, t) && t->size <= 4;
}

static bool takes_string(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_STRING && !is_symbol(t);
}

static bool takes_wide_string(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_BYTES && t->rank == R_INT;
}

static bool takes_time(const struct kind *k, const struct vtype *t)
{
	return takes_int(k, t) && t->size == 8;
}

static bool takes_nothing(const struct kind *k, const struct vtype *t)
{
	return false;
}

/* An enumeration is no int here. */
static bool takes_signed(const struct kind *k, const struct vtype *t)
{
	uint8_t rank = t->rank == R_INT64 ? R_LONG : t->rank;

	return t->kind == V_INT && rank == k->rank && t->sign;
}

static bool takes_unsigned(const struct kind *k, const struct vtype *t)
{
	uint8_t rank = t->rank == R_INT64 ? R_LONG : t->rank;

	return t->kind == V_INT && rank == k->rank && !t->sign;
}

/* int64_t is a long that stands for a long long too. */
static bool takes_rank(const struct kind *k, const struct vtype *t)
{
	return t->kind == V_INT &&
	       (t->rank == k->rank || (t->rank == R_INT64 && k->rank != R_SHORT));
}

static bool (*const takes[])(const struct kind *, const struct vtype *) = {
	[TAKES_INT] = takes_int,
	[TAKES_CHAR] = takes_char,
	[TAKES_STRING] = takes_string,
	[TAKES_WIDE_STRING] = takes_wide_string,
	[TAKES_TIME] = takes_time,
	[TAKES_NOTHING] = takes_nothing,
	[TAKES_POINTER] = takes_pointer,
	[TAKES_ADDRESS] = takes_address,
	[TAKES_USER_ADDRESS] = takes_user_address,
	[TAKES_STACK] = takes_stack,
	[TAKES_FLOAT] = takes_float,
	[TAKES_LONG_DOUBLE] = takes_long_double,
	[TAKES_SIGNED] = takes_signed,
	[TAKES_UNSIGNED] = takes_unsigned,
	[TAKES_RANK] = takes_rank,
};

bool fmt_accepts(const struct fmt_conv *c, const struct vtype *t, const char **expected)
{
	const struct kind *k = find_kind(c);

	*expected = k->expected;
	return takes[k->takes](k, t);
}
