/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tep_string.h"

#include <ctype.h>
#include <stdlib.h>
#include <traceevent/event-parse.h>

#include "report/print/digits.h"

#define NEAR 64 /* values whose names are at hand */

/* A value's name, or that of bits. */
struct named {
	int64_t value;
	uint32_t len;
	char *text;
};

struct tep_string {
	enum {
		TEXT,	   /* names[0]'s */
		LETTERS,   /* a field: its bytes up to a zero */
		ADDRESS,   /* a field that is none: the number, in hexadecimal */
		ELSEWHERE, /* a field that says where the text is */
		BITS,
		NAME,
		CHOICE,
	} kind;
	bool relative;
	uint32_t offset, size;
	struct tep_number *number;
	struct tep_string *a, *b;
	uint32_t nnames, room_names;
	struct named *names;
	struct named delimiter;
	const struct named *near[NEAR];
};

static void names_free(struct tep_string *s)
{
	for (uint32_t i = 0; i < s->nnames; i++)
		free(s->names[i].text);
	free(s->names);
	free(s->delimiter.text);
}

void tep_string_free(struct tep_string *s)
{
	if (!s)
		return;
	tep_number_free(s->number);
	tep_string_free(s->a);
	tep_string_free(s->b);
	names_free(s);
	free(s);
}

bool tep_string_uses(const struct tep_string *s, const struct tep_format_field *f)
{
	if (!s)
		return false;
	if (s->kind >= LETTERS && s->kind <= ELSEWHERE && s->offset == (uint32_t)f->offset)
		return true;
	return tep_number_uses(s->number, f) || tep_string_uses(s->a, f) ||
	       tep_string_uses(s->b, f);
}

/* ---- Made ready ---- */

static bool set_text(struct named *n, const char *text)
{
	n->len = strlen(text);
	n->text = calloc(1, n->len + TEP_LINE_SLACK);
	if (n->text)
		memcpy(n->text, text, n->len);
	return n->text;
}

/*
 * To libtraceevent all that are below zero are -1; a name that is no number is one that it knows,
 * perhaps.
 */
static bool add_name(struct tep_string *s, const char *value, const char *text)
{
	struct named name = { .value = *value == '-' ? -1 : (int64_t)strtoull(value, NULL, 0) };

	if ((*value != '-' && !isdigit((unsigned char)*value)) ||
	    room_for((void **)&s->names, &s->room_names, sizeof(*s->names), s->nnames + 1ull))
		return false;
	s->names[s->nnames] = name;
	return set_text(&s->names[s->nnames++], text);
}

static bool add_names(struct tep_string *s, const struct tep_print_flag_sym *n)
{
	for (; n; n = n->next)
		if (!add_name(s, n->value, n->str))
			return false;
	return true;
}

static bool from_field(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
		       uint32_t fixed)
{
	const struct tep_format_field *f =
		a->field.field ? a->field.field : tep_find_any_field(e, a->field.name);

	if (!f || f->size <= 0 || (uint32_t)(f->offset + f->size) > fixed)
		return false;
	s->kind = !(f->flags & TEP_FIELD_IS_ARRAY) && f->size == 8 ? ADDRESS : LETTERS;
	s->offset = f->offset;
	s->size = f->size;
	return true;
}

static bool from_elsewhere(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
			   uint32_t fixed)
{
	const struct tep_format_field *f = tep_find_any_field(e, a->string.string);

	if (!f || f->size != 4 || (uint32_t)(f->offset + f->size) > fixed)
		return false;
	s->kind = ELSEWHERE;
	s->offset = f->offset;
	s->size = f->size;
	s->relative = f->flags & TEP_FIELD_IS_RELATIVE;
	return true;
}

static bool from_bits(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
		      uint32_t fixed)
{
	s->kind = BITS;
	s->number = tep_number_new(e, a->flags.field, fixed);
	return s->number && set_text(&s->delimiter, a->flags.delim ? a->flags.delim : "") &&
	       add_names(s, a->flags.flags);
}

static bool from_name(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
		      uint32_t fixed)
{
	s->kind = NAME;
	s->number = tep_number_new(e, a->symbol.field, fixed);
	return s->number && add_names(s, a->symbol.symbols);
}

static bool from_choice(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
			uint32_t fixed)
{
	const struct tep_print_arg *two = a->op.right;

	if (strcmp(a->op.op, "?") || two->type != TEP_PRINT_OP || !a->op.left || !two->op.left ||
	    !two->op.right)
		return false;
	s->kind = CHOICE;
	s->number = tep_number_new(e, a->op.left, fixed);
	s->a = tep_string_new(e, two->op.left, fixed);
	s->b = tep_string_new(e, two->op.right, fixed);
	return s->number && s->a && s->b;
}

static bool make(struct tep_string *s, struct tep_event *e, const struct tep_print_arg *a,
		 uint32_t fixed)
{
	switch (a->type) {
	case TEP_PRINT_ATOM:
		s->kind = TEXT;
		return add_name(s, "0", a->atom.atom);
	case TEP_PRINT_FIELD:
		return from_field(s, e, a, fixed);
	case TEP_PRINT_STRING:
		return from_elsewhere(s, e, a, fixed);
	case TEP_PRINT_FLAGS:
		return from_bits(s, e, a, fixed);
	case TEP_PRINT_SYMBOL:
		return from_name(s, e, a, fixed);
	case TEP_PRINT_OP:
		return from_choice(s, e, a, fixed);
	default:
		return false;
	}
}

struct tep_string *tep_string_new(struct tep_event *e, const struct tep_print_arg *a,
				  uint32_t fixed)
{
	struct tep_string *s = calloc(1, sizeof(*s));

	if (s && make(s, e, a, fixed))
		return s;
	tep_string_free(s);
	return NULL;
}

/* ---- Printed ---- */

static void put_bytes(struct tep_line *l, const void *bytes, uint32_t n)
{
	char *to = tep_line_room(l, n);

	if (!to)
		return;
	memcpy(to, bytes, n);
	l->n += n;
}

static void put_named(struct tep_line *l, const struct named *n)
{
	tep_line_put(l, n->text, n->len);
}

static void put_hex(struct tep_line *l, uint64_t value, const char *before)
{
	char *to;

	put_bytes(l, before, strlen(before));
	to = tep_line_room(l, DIGITS_MOST);
	if (to)
		l->n += digits_hex(to, value, false);
}

/* The field has the place in its lower half and the length in the upper one. */
static void put_elsewhere(const struct tep_string *s, const uint8_t *record, uint32_t size,
			  struct tep_line *l)
{
	uint32_t field = tep_number_read(record + s->offset, 4), at = field & 0xffff,
		 n = field >> 16;

	if (!n)
		return;
	if (s->relative)
		at += s->offset + s->size;
	if (at < size)
		put_bytes(l, record + at, strlen((const char *)record + at));
}

static void put_bits(const struct tep_string *s, int64_t value, struct tep_line *l)
{
	bool any = false;

	for (uint32_t i = 0; i < s->nnames; i++) {
		const struct named *n = &s->names[i];

		if (!value && n->value < 0) {
			put_named(l, n);
			break;
		}
		if (n->value <= 0 || (value & n->value) != n->value)
			continue;
		if (any)
			put_named(l, &s->delimiter);
		put_named(l, n);
		any = true;
		value &= ~n->value;
	}
	if (!value)
		return;
	if (any)
		put_named(l, &s->delimiter);
	put_hex(l, value, "0x");
}

static const struct named *find_name(struct tep_string *s, int64_t value)
{
	const struct named **near = &s->near[(value ^ value >> 8) & (NEAR - 1)];

	if (*near && (*near)->value == value)
		return *near;
	for (uint32_t i = 0; i < s->nnames; i++)
		if (s->names[i].value == value)
			return *near = &s->names[i];
	return NULL;
}

static void put_name(struct tep_string *s, int64_t value, struct tep_line *l)
{
	const struct named *n = find_name(s, value);

	if (n)
		put_named(l, n);
	else
		put_hex(l, value, "0x");
}

void tep_string_put(struct tep_string *s, const uint8_t *record, uint32_t size, struct tep_line *l)
{
	switch (s->kind) {
	case TEXT:
		put_named(l, s->names);
		break;
	case LETTERS:
		put_bytes(l, record + s->offset,
			  strnlen((const char *)record + s->offset, s->size));
		break;
	case ADDRESS:
		put_hex(l, tep_number_read(record + s->offset, 8), "");
		break;
	case ELSEWHERE:
		put_elsewhere(s, record, size, l);
		break;
	case BITS:
		put_bits(s, tep_number_get(s->number, record), l);
		break;
	case NAME:
		put_name(s, tep_number_get(s->number, record), l);
		break;
	case CHOICE:
		tep_string_put(tep_number_get(s->number, record) ? s->a : s->b, record, size, l);
	}
}
