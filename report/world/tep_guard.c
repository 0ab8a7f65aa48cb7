/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tep_guard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>

#define MOST_TEXT 65536 /* the largest of a kernel's are some 20 KiB */
#define MOST_NESTED 64
#define MOST_OPERATORS 4096
#define MOST_RECORD 0xffff
#define MOST_COUNT 4096 /* elements that an index or a length names */
#define MOST_WIDTH 3	/* digits of a conversion's width */

/* ---- The text ---- */

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

/*
 * What stands behind a '/' or '%': the parser may divide by it at once. A number, or the size of a
 * type, and nothing that could bind closer.
 */
static bool is_divisor(const char *s)
{
	s += strspn(s, " ");
	if (!strncmp(s, "sizeof(", 7)) {
		s += 7;
		s += strspn(s, LETTERS DIGITS " *");
		if (*s++ != ')')
			return false;
	} else {
		if (*s < '1' || *s > '9')
			return false;
		s += strspn(s, DIGITS);
		s += strspn(s, "uUlL");
	}
	s += strspn(s, " ");
	return *s == ')' || *s == ',' || *s == '\n' || !*s;
}

bool tep_guard_text(const char *s)
{
	size_t depth = 0, operators = 0;
	bool quoted = false;

	if (strnlen(s, MOST_TEXT + 1) > MOST_TEXT)
		return false;
	for (; *s; s++) {
		if ((*s < ' ' && *s != '\t' && *s != '\n') || *s == 0x7f)
			return false;
		if (quoted && *s == '\\' && s[1])
			s++;
		else if (*s == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (*s == '\n')
			depth = 0;
		if ((*s == '/' || *s == '%') && !is_divisor(s + 1))
			return false;
		if (strchr("([{", *s) && ++depth > MOST_NESTED)
			return false;
		if (strchr(")]}", *s) && depth)
			depth--;
		if (strchr("!~-+*/%&|^<>=?:'", *s) && ++operators > MOST_OPERATORS)
			return false;
	}
	return !quoted;
}

/* ---- Fields ---- */

static bool guard_fields(const struct tep_format_field *f)
{
	for (; f; f = f->next) {
		if (f->offset < 0 || f->size <= 0 || f->offset > MOST_RECORD ||
		    f->size > MOST_RECORD - f->offset || f->elementsize > MOST_RECORD)
			return false;
		/* what lies elsewhere is named by an offset and a length, 16 bits each */
		if ((f->flags & TEP_FIELD_IS_DYNAMIC) && f->size != 4)
			return false;
	}
	return true;
}

/* ---- Arguments ---- */

/* A number written in the format. */
static bool is_number(const struct tep_print_arg *a, unsigned long long least,
		      unsigned long long most)
{
	unsigned long long value;
	char *end;

	if (!a || a->type != TEP_PRINT_ATOM || !a->atom.atom)
		return false;
	value = strtoull(a->atom.atom, &end, 0);
	return end != a->atom.atom && value >= least && value <= most;
}

/* Of this event, and it lies elsewhere: libtraceevent reads an offset and a length there. */
static bool is_dynamic(const struct tep_format_field *f)
{
	return f && f->flags & TEP_FIELD_IS_DYNAMIC;
}

/* libtraceevent 1.7 falls over the length of one whose offset is relative. */
static bool is_dynamic_length(const struct tep_print_arg *a)
{
	return a && a->type == TEP_PRINT_DYNAMIC_ARRAY_LEN && is_dynamic(a->dynarray.field) &&
	       !(a->dynarray.field->flags & TEP_FIELD_IS_RELATIVE);
}

/* One, the bytes of a dynamic array, or how many elements they are. */
static bool is_length(const struct tep_print_arg *a)
{
	if (a && a->type == TEP_PRINT_OP && a->op.op && !strcmp(a->op.op, "/"))
		return is_number(a->op.right, 1, MOST_COUNT) && a->op.left &&
		       is_dynamic_length(a->op.left);
	return is_number(a, 0, MOST_COUNT) || is_dynamic_length(a);
}

static bool is_place(const struct tep_print_arg *a)
{
	return a && (a->type == TEP_PRINT_FIELD ||
		     (a->type == TEP_PRINT_DYNAMIC_ARRAY && is_dynamic(a->dynarray.field)));
}

static bool guard_arg(struct tep_event *event, const struct tep_print_arg *a, int depth);

static bool guard_op(struct tep_event *event, const struct tep_print_arg *a, int depth)
{
	const struct tep_print_arg *left = a->op.left, *right = a->op.right;

	if (!a->op.op || !right)
		return false;
	if (a->op.op[0] == '[')
		return is_place(left) && is_number(right, 0, MOST_COUNT);
	if ((a->op.op[0] == '/' || a->op.op[0] == '%') && !is_number(right, 1, UINT64_MAX))
		return false;
	return (!left || guard_arg(event, left, depth)) && guard_arg(event, right, depth);
}

static bool guard_arg(struct tep_event *event, const struct tep_print_arg *a, int depth)
{
	if (!a || depth > MOST_OPERATORS)
		return false;
	switch (a->type) {
	case TEP_PRINT_NULL:
	case TEP_PRINT_ATOM:
	case TEP_PRINT_FIELD:
		return true;
	case TEP_PRINT_STRING:
		return is_dynamic(tep_find_any_field(event, a->string.string));
	case TEP_PRINT_BITMASK:
	case TEP_PRINT_CPUMASK:
		return is_dynamic(tep_find_any_field(event, a->bitmask.bitmask));
	case TEP_PRINT_DYNAMIC_ARRAY:
		return is_dynamic(a->dynarray.field);
	case TEP_PRINT_DYNAMIC_ARRAY_LEN:
		return is_dynamic_length(a);
	case TEP_PRINT_FLAGS:
		return guard_arg(event, a->flags.field, depth + 1);
	case TEP_PRINT_SYMBOL:
		return guard_arg(event, a->symbol.field, depth + 1);
	case TEP_PRINT_TYPE:
		return guard_arg(event, a->typecast.item, depth + 1);
	case TEP_PRINT_HEX:
	case TEP_PRINT_HEX_STR:
		return is_place(a->hex.field) && is_length(a->hex.size);
	case TEP_PRINT_INT_ARRAY:
		return is_place(a->int_array.field) && is_length(a->int_array.count) &&
		       is_number(a->int_array.el_size, 1, 8);
	case TEP_PRINT_OP:
		return guard_op(event, a, depth + 1);
	default: /* functions, and what is newer */
		return false;
	}
}

/* ---- The format's own conversions ---- */

static const char *skip(const char *s, const char *letters, size_t most)
{
	size_t n = strspn(s, letters);

	return n <= most ? s + n : NULL;
}

/* Behind '%': flags, width, precision, size and a letter; NULL: of another kind. */
static const char *guard_conversion(const char *s)
{
	s = skip(s, "-+ #0", 5);
	s = s ? skip(s, "0123456789", MOST_WIDTH) : NULL;
	if (s && *s == '.')
		s = skip(s + 1, "0123456789", MOST_WIDTH);
	s = s ? skip(s, "hlLz", 2) : NULL;
	return s && *s && strchr("diuxXocsp%", *s) ? s + 1 : NULL;
}

static bool guard_conversions(const char *s)
{
	while ((s = strchr(s, '%')))
		if (!(s = guard_conversion(s + 1)))
			return false;
	return true;
}

bool tep_guard_event(struct tep_event *e)
{
	const struct tep_format_field *type = tep_find_common_field(e, "common_type");

	if ((e->flags & TEP_EVENT_FL_FAILED) || !e->print_fmt.format || !type ||
	    !guard_fields(e->format.common_fields) || !guard_fields(e->format.fields) ||
	    !guard_conversions(e->print_fmt.format))
		return false;
	for (const struct tep_print_arg *a = e->print_fmt.args; a; a = a->next)
		if (!guard_arg(e, a, 0))
			return false;
	return true;
}
