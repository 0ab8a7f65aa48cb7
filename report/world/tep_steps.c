/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tep_steps.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>

#include "report/print/digits.h"
#include "report/room.h"
#include "report/world/tep_number.h"
#include "report/world/tep_string.h"

#define MOST_CONVERSION 32 /* letters */
#define MOST_NUMBER 1100   /* its letters: a width or a precision has three digits */

static const char nil[TEP_LINE_SLACK] = "(nil)", prefix[TEP_LINE_SLACK] = "0x";

struct step {
	enum {
		LETTERS,
		DECIMAL,
		HEX,
		ADDRESS, /* "%p": nothing is "(nil)" */
		OTHER,	 /* a number by snprintf() */
		STRING,
	} kind;
	bool sign;
	uint8_t bits;  /* of a number */
	uint8_t zeros; /* HEX: digits at least; ADDRESS: 0 has one */
	uint32_t len;  /* LETTERS, and the conversion's */
	char *text;
	struct tep_number *number;
	struct tep_string *string;
};

struct tep_steps {
	uint32_t n, room;
	struct step *steps;
	struct tep_line line;
};

void tep_steps_free(struct tep_steps *s)
{
	if (!s)
		return;
	for (uint32_t i = 0; i < s->n; i++) {
		free(s->steps[i].text);
		tep_number_free(s->steps[i].number);
		tep_string_free(s->steps[i].string);
	}
	free(s->steps);
	free(s->line.text);
	free(s);
}

bool tep_steps_use(const struct tep_steps *s, const struct tep_format_field *f)
{
	bool use = false;

	for (uint32_t i = 0; i < s->n && !use; i++)
		use = tep_number_uses(s->steps[i].number, f) ||
		      tep_string_uses(s->steps[i].string, f);
	return use;
}

/* ---- Made ready ---- */

static struct step *add_step(struct tep_steps *s, int kind)
{
	struct step *step;

	if (room_for((void **)&s->steps, &s->room, sizeof(*s->steps), s->n + 1ull))
		return NULL;
	step = &s->steps[s->n++];
	*step = (struct step){ .kind = kind };
	return step;
}

static char unescaped(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

/* Up to the next conversion; what is behind it. NULL: no memory, or half an escape. */
static const char *add_letters(struct tep_steps *s, const char *f)
{
	struct step *step = add_step(s, LETTERS);

	if (!step)
		return NULL;
	step->text = malloc(strlen(f) + TEP_LINE_SLACK);
	if (!step->text)
		return NULL;
	for (; *f && (*f != '%' || f[1] == '%'); f++) {
		bool escape = *f == '\\';

		f += escape || *f == '%';
		if (!*f)
			return NULL;
		step->text[step->len++] = escape ? unescaped(*f) : *f;
	}
	return f;
}

/* The letters of a size become bits. */
static const char *take_size(struct step *step, const char *f)
{
	int longs = 0;

	for (; *f && strchr("hlLz", *f); f++)
		longs = *f == 'h' ? longs - 1 : *f == 'l' ? longs + 1 : *f == 'L' ? 2 : 1;
	step->bits = longs == -2 ? 8 : longs == -1 ? 16 : longs == 0 ? 32 : 64;
	return longs >= -2 && longs <= 2 ? f : NULL;
}

/* Ways that are short: "%d", "%u", "%x", "%016x"; others go by snprintf(). */
static void choose_way(struct step *step, const char *flags, char letter)
{
	char *end = (char *)flags;
	unsigned long zeros = *flags == '0' ? strtoul(flags, &end, 10) : 0;
	bool plain = isalpha((unsigned char)*end);

	step->sign = letter == 'd' || letter == 'i';
	step->zeros = zeros <= 16 ? zeros : 0;
	step->kind = plain && strchr("diu", letter) && !zeros ? DECIMAL
		     : plain && letter == 'x' && zeros <= 16  ? HEX
							      : OTHER;
}

static bool add_number(struct tep_steps *s, const char *f, const char *size, struct tep_event *e,
		       const struct tep_print_arg *a, uint32_t fixed)
{
	struct step *step = add_step(s, OTHER);
	const char *letter = step ? take_size(step, size) : NULL;

	if (!letter || !*letter || !strchr("diouxX", *letter) || letter - f >= MOST_CONVERSION)
		return false;
	choose_way(step, f + 1, *letter);
	step->len = letter + 1 - f;
	step->text = strndup(f, step->len);
	step->number = tep_number_new(e, a, fixed);
	return step->text && step->number;
}

static bool add_string(struct tep_steps *s, struct tep_event *e, const struct tep_print_arg *a,
		       uint32_t fixed)
{
	struct step *step = add_step(s, STRING);

	if (!step)
		return false;
	step->string = tep_string_new(e, a, fixed);
	return step->string;
}

/* "%p", or "%pS" and the like: libtraceevent was told of no symbols. */
static const char *add_address(struct tep_steps *s, const char *f, struct tep_event *e,
			       const struct tep_print_arg *a, uint32_t fixed)
{
	bool symbol = f[2] && strchr("fFsS", f[2]);
	struct step *step = symbol || !isalnum((unsigned char)f[2]) ? add_step(s, ADDRESS) : NULL;

	if (!step)
		return NULL;
	step->bits = 64;
	step->zeros = symbol;
	step->number = tep_number_new(e, a, fixed);
	return step->number ? f + 2 + symbol : NULL;
}

/* What is behind it. */
static const char *add_conversion(struct tep_steps *s, const char *f, struct tep_event *e,
				  const struct tep_print_arg *a, uint32_t fixed)
{
	const char *size = f + 1 + strspn(f + 1, "-#0123456789.");

	if (!a)
		return NULL;
	if (f[1] == 'p')
		return add_address(s, f, e, a, fixed);
	if (f[1] == 's')
		return add_string(s, e, a, fixed) ? f + 2 : NULL;
	return add_number(s, f, size, e, a, fixed) ? f + s->steps[s->n - 1].len : NULL;
}

struct tep_steps *tep_steps_new(struct tep_event *e, uint32_t fixed)
{
	struct tep_steps *s = calloc(1, sizeof(*s));
	const struct tep_print_arg *a = e->print_fmt.args;
	const char *f = e->print_fmt.format;

	while (s && f && *f) {
		if (*f != '%' || f[1] == '%') {
			f = add_letters(s, f);
			continue;
		}
		f = add_conversion(s, f, e, a, fixed);
		a = a ? a->next : NULL;
	}
	if (s && f && !(e->flags & (TEP_EVENT_FL_ISBPRINT | TEP_EVENT_FL_PRINTRAW)) && !e->handler)
		return s;
	tep_steps_free(s);
	return NULL;
}

/* ---- Printed ---- */

static void print_other(struct tep_line *l, const struct step *step, uint64_t value)
{
	char *to = tep_line_room(l, MOST_NUMBER);

	if (!to)
		return;
	if (step->bits == 64)
		l->n += snprintf(to, MOST_NUMBER, step->text, (unsigned long long)value);
	else
		l->n += snprintf(to, MOST_NUMBER, step->text, (int)value);
}

/* As its conversion cuts and extends it. */
static uint64_t narrowed(const struct step *step, uint64_t value)
{
	uint32_t shift = 64 - step->bits;

	return step->sign ? (uint64_t)((int64_t)(value << shift) >> shift)
			  : value << shift >> shift;
}

static void print_decimal(struct tep_line *l, uint64_t value, bool sign)
{
	char *to = tep_line_room(l, DIGITS_MOST + 1);
	bool minus = sign && (int64_t)value < 0;

	if (!to)
		return;
	*to = '-';
	l->n += minus + digits_decimal(to + minus, minus ? -value : value);
}

static void print_hex(struct tep_line *l, uint64_t value, uint32_t zeros)
{
	char *to = tep_line_room(l, 2 * DIGITS_MOST);
	char digits[DIGITS_MOST];
	uint32_t n, gap;

	if (!to)
		return;
	if (zeros == 16) {
		digits_store(to, digits_hex8(value >> 32, false));
		digits_store(to + 8, digits_hex8(value, false));
		l->n += 16;
		return;
	}
	n = digits_hex(digits, value, false);
	gap = n < zeros ? zeros - n : 0;
	memset(to, '0', 16);
	memcpy(to + gap, digits, 16);
	l->n += gap + n;
}

static void print_address(struct tep_line *l, uint64_t value, bool zero)
{
	if (!value && !zero) {
		tep_line_put(l, nil, strlen(nil));
		return;
	}
	tep_line_put(l, prefix, strlen(prefix));
	print_hex(l, value, 0);
}

static void print_step(struct tep_line *l, const struct step *step, const uint8_t *record,
		       uint32_t size)
{
	uint64_t value;

	if (step->kind == LETTERS) {
		tep_line_put(l, step->text, step->len);
		return;
	}
	if (step->kind == STRING) {
		tep_string_put(step->string, record, size, l);
		return;
	}
	value = narrowed(step, tep_number_get(step->number, record));
	if (step->kind == DECIMAL)
		print_decimal(l, value, step->sign);
	else if (step->kind == HEX)
		print_hex(l, value, step->zeros);
	else if (step->kind == ADDRESS)
		print_address(l, value, step->zeros);
	else
		print_other(l, step, value);
}

const char *tep_steps_print(struct tep_steps *s, const uint8_t *record, uint32_t size, size_t *len)
{
	s->line.n = 0;
	s->line.nomem = !tep_line_room(&s->line, 1);
	for (uint32_t i = 0; i < s->n; i++)
		print_step(&s->line, &s->steps[i], record, size);
	if (s->line.nomem)
		return NULL;
	s->line.text[s->line.n] = '\0';
	*len = s->line.n;
	return s->line.text;
}
