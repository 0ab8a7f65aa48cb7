/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values by their types, as print() shows them:
 *
 *	struct foo {
 *	    int a = 0x1
 *	    char [4] b = [ "abc" ]
 *	    struct bar [1] c = [ |
 *	        struct bar {
 *	            int :3 d = 0x7
 *	        }
 *	    ]
 *	}
 *
 * The bar marks a blank at the end of a line; a struct alone ends without a newline. All values are
 *little-endian bytes here.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "report/print/out.h"
#include "report/type.h"

#define INDENT 4

static void put_value(struct out *, const struct type *, const char *bytes, uint32_t depth);

static void indent(struct out *o, uint32_t depth)
{
	out_padded(o, "", 0, depth * INDENT, true);
}

static uint64_t load(const char *bytes, uint64_t size)
{
	uint64_t v = 0;

	for (uint64_t i = size < 8 ? size : 8; i--;)
		v = v << 8 | (unsigned char)bytes[i];
	return v;
}

/* What is neither shown nor 0 prints as the int that it becomes. */
static void put_char(struct out *o, signed char c)
{
	fprintf(o->file, c >= ' ' && c <= '~' ? "'%c'" : c ? "'\\%03o'" : "'\\0'", c);
}

static void put_enum(struct out *o, const struct type *t, int32_t value)
{
	const struct enumerator *e = t->base->enumerators;

	while (e && e->value != value)
		e = e->next;
	if (e)
		fputs(e->name, o->file);
	else
		fprintf(o->file, "%d", value);
}

static void put_float(struct out *o, const char *bytes, uint64_t size)
{
	uint64_t bits = load(bytes, size);
	double d;
	float f;

	if (size == sizeof(f)) {
		uint32_t half = bits;

		memcpy(&f, &half, sizeof(f));
		d = f;
	} else {
		memcpy(&d, &bits, sizeof(d));
	}
	fprintf(o->file, "%+.7e", d);
}

/*
 * A type's name as it stands before a value or a member's name; without a tag it ends in a
 * blank. Its last character.
 */
static char put_type(struct out *o, const struct type *t)
{
	const char *anonymous = strstr(t->name, "(anon)");
	size_t len = anonymous ? (size_t)(anonymous - t->name) : strlen(t->name);

	out_text(o, t->name, len);
	return t->name[len - 1];
}

/* ---- Structs ---- */

static void put_bits(struct out *o, uint32_t bits, const char *bytes)
{
	uint64_t v = load(bytes, (bits + 7) / 8) & ~0ull >> (64 - bits);

	fprintf(o->file, "%#llx", (unsigned long long)v);
}

static bool is_whole(uint32_t bits)
{
	return bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

static void put_member(struct out *o, const struct member *m, const char *bytes, uint32_t depth)
{
	char last;

	indent(o, depth);
	last = put_type(o, m->type);
	if (m->name)
		fprintf(o->file, "%s%s", last == '*' || last == ' ' ? "" : " ", m->name);
	if (m->bits && !is_whole(m->bits))
		fprintf(o->file, " :%u", m->bits);
	fputs(m->name ? " = " : " ", o->file);
	if (m->bits)
		put_bits(o, m->bits, bytes + m->offset / 8);
	else
		put_value(o, m->type, bytes + m->offset / 8, depth);
	fputc('\n', o->file);
}

static void put_members(struct out *o, const struct type *t, const char *bytes, uint32_t depth)
{
	fputs("{\n", o->file);
	for (const struct member *m = t->base->members; m; m = m->next)
		put_member(o, m, bytes, depth + 1);
	indent(o, depth);
	fputc('}', o->file);
}

/* ---- Arrays ---- */

/* Text and a terminator: its length. Negative: it is not. */
static int64_t text_length(const char *bytes, uint64_t n)
{
	uint64_t len = 0;

	while (len < n && isprint((unsigned char)bytes[len]))
		len++;
	return len < n && !bytes[len] ? (int64_t)len : -1;
}

/* At the top a text needs no brackets. */
static void put_text(struct out *o, const char *bytes, int64_t len, bool brackets)
{
	fputs(brackets ? "[ \"" : "\"", o->file);
	out_text(o, bytes, len);
	fputs(brackets ? "\" ]" : "\"", o->file);
}

static void put_elements(struct out *o, const struct type *of, uint64_t n, const char *bytes,
			 uint32_t depth)
{
	bool structs = of->kind == T_STRUCT || of->kind == T_UNION;

	fputs("[ ", o->file);
	for (uint64_t i = 0; i < n; i++) {
		if (structs) {
			fputc('\n', o->file);
			indent(o, depth + 1);
			put_type(o, of);
			fputc(' ', o->file);
		}
		put_value(o, of, bytes + i * of->size, structs ? depth + 1 : 0);
		if (i + 1 < n)
			fputs(", ", o->file);
		else if (structs)
			fputc('\n', o->file);
	}
	if (structs)
		indent(o, depth);
	fputs(structs ? "]" : " ]", o->file);
}

static bool is_char(const struct type *t)
{
	return t->kind == T_INT && t->rank == R_CHAR && t->sign;
}

static void put_chars(struct out *o, uint64_t n, const char *bytes, uint32_t depth)
{
	int64_t len = text_length(bytes, n);

	if (len >= 0) {
		put_text(o, bytes, len, depth > 0);
		return;
	}
	fputs("[ ", o->file);
	for (uint64_t i = 0; i < n; i++) {
		put_char(o, bytes[i]);
		fputs(i + 1 < n ? ", " : " ]", o->file);
	}
}

static void put_value(struct out *o, const struct type *t, const char *bytes, uint32_t depth)
{
	switch (t->kind) {
	case T_STRUCT:
	case T_UNION:
		put_members(o, t, bytes, depth);
		break;
	case T_STRING:
		put_chars(o, t->size, bytes, depth);
		break;
	case T_ARRAY:
		if (is_char(t->to))
			put_chars(o, t->count, bytes, depth);
		else
			put_elements(o, t->to, t->count, bytes, depth);
		break;
	case T_ENUM:
		put_enum(o, t, load(bytes, 4));
		break;
	case T_FLOAT:
		put_float(o, bytes, t->size);
		break;
	default:
		if (is_char(t))
			put_char(o, *bytes);
		else
			fprintf(o->file, "%#llx", (unsigned long long)load(bytes, t->size));
	}
}

/* ---- The whole ---- */

/* Text that its terminator ends may hold what is not printable: then all its bytes are shown. */
static void put_string(struct out *o, const struct str *s)
{
	if (text_length(s->text, s->len + 1ull) >= 0) {
		put_text(o, s->text, s->len, false);
		return;
	}
	fputs("[ ", o->file);
	for (uint64_t i = 0; i < o->options->strsize; i++) {
		put_char(o, i < s->len ? s->text[i] : 0);
		fputs(i + 1 < o->options->strsize ? ", " : " ]", o->file);
	}
}

void out_print(struct out *o, const struct type *t, int64_t value)
{
	char bytes[8];

	put_type(o, t);
	fputc(' ', o->file);
	for (uint32_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint64_t)value >> 8 * i;
	if (t->kind == T_STRING)
		put_string(o, str_of_value(value));
	else if (t->kind == T_ARRAY || t->kind == T_STRUCT || t->kind == T_UNION)
		put_value(o, t, str_of_value(value)->text, 0);
	else
		put_value(o, t, bytes, 0);
	if (t->kind != T_STRUCT && t->kind != T_UNION)
		fputc('\n', o->file);
}
