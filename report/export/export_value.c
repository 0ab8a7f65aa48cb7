/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export.h"

#include <string.h>

#include "report/print/digits.h"

/* ---- What a row has ---- */

static void set_text(struct export_value *v, const char *text, uint32_t len)
{
	v->kind = EXPORT_TEXT;
	v->text = text;
	v->len = len;
}

static bool get_own(const struct export *x, const struct export_table *t, enum export_kind kind,
		    const struct replay_row *row, struct export_value *v)
{
	*v = (struct export_value){ .kind = EXPORT_UNSIGNED };
	switch (kind) {
	case EXPORT_TIME:
		v->number = row->ns;
		return true;
	case EXPORT_CPU:
		v->number = row->cpu;
		return true;
	case EXPORT_EVENT:
		set_text(v, t->name, t->name_len);
		return true;
	case EXPORT_PID:
		v->number = x->task->tgid;
		return true;
	case EXPORT_TID:
		v->number = x->task->tid;
		return true;
	default:
		set_text(v, x->task->comm->text, x->task->comm->len);
		return true;
	}
}

/* The value's name, where it has one. */
static void name_value(const struct export *x, const struct export_table *t,
		       const struct export_column *c, struct export_value *v)
{
	const struct str *name = c->column == t->reason ? world_exit_name(x->session, v->number)
							: world_name(x->session, c->set, v->number);

	v->kind = EXPORT_UNSIGNED;
	if (name)
		set_text(v, name->text, name->len);
}

static bool get_bytes(const struct export_column *c, uint32_t row, struct export_value *v)
{
	const struct vmt_view *w = c->view;

	v->len = w->offsets[row + 1] - w->offsets[row];
	if (w->kind == VMT_LISTS)
		v->list = w->values + w->offsets[row];
	else
		v->text = (const char *)w->data + w->offsets[row];
	return true;
}

bool export_get(const struct export *x, const struct export_table *t, const struct export_column *c,
		const struct replay_row *row, struct export_value *v)
{
	const struct vmt_view *w = c->view;

	if (c->kind < EXPORT_NR_OWN)
		return get_own(x, t, c->kind, row, v);
	if (!w || !view_valid(w, row->row))
		return false;
	v->kind = c->kind;
	v->sign = c->sign;
	if (c->kind >= EXPORT_TEXT)
		return get_bytes(c, row->row, v);
	v->number = view_at(w, row->row);
	if (c->kind == EXPORT_ENUM)
		name_value(x, t, c, v);
	return true;
}

/* ---- Numbers ---- */

void export_put_unsigned(struct out *o, uint64_t value)
{
	char *to = out_room(o, DIGITS_MOST);

	o->filled += value < 100000000 ? digits_few(to, value) : digits_decimal(to, value);
}

static void put_signed(struct out *o, int64_t value)
{
	if (value < 0)
		out_piece(o, "-", 1);
	export_put_unsigned(o, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void export_put_number(struct out *o, const struct export_value *v)
{
	if (v->sign)
		put_signed(o, v->number);
	else
		export_put_unsigned(o, v->number);
}

void export_put_hex(struct out *o, uint64_t value)
{
	out_piece(o, "0x", 2);
	o->filled += digits_hex(out_room(o, DIGITS_MOST), value, false);
}

/* ---- JSON ---- */

/* Bytes of the character at s that are valid UTF-8; 0: none. */
static size_t utf8(const unsigned char *s, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = *s < 0x80 ? 1 : *s >> 5 == 6 ? 2 : *s >> 4 == 14 ? 3 : *s >> 3 == 30 ? 4 : 0;
	uint32_t c = *s & 0xff >> (len + 1);

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return len > 1 && (c < least[len] || c > 0x10ffff || c >> 11 == 0x1b) ? 0 : len;
}

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c != '"' && c != '\\' && c < 0x7f;
}

static size_t put_special(struct out *o, const unsigned char *s, size_t n)
{
	size_t len = utf8(s, n);
	char text[8];

	if (len > 1)
		out_text(o, (const char *)s, len);
	else if (!len)
		out_text(o, "\\ufffd", 6);
	else if (*s == '"' || *s == '\\')
		out_text(o, *s == '"' ? "\\\"" : "\\\\", 2);
	else
		out_text(o, text, snprintf(text, sizeof(text), "\\u%04x", *s));
	return len ? len : 1;
}

void export_put_json(struct out *o, const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;

	out_piece(o, "\"", 1);
	while (n) {
		size_t plain = 0;

		while (plain < n && is_plain(s[plain]))
			plain++;
		if (plain)
			out_text(o, (const char *)s, plain);
		else
			plain = put_special(o, s, n);
		s += plain;
		n -= plain;
	}
	out_piece(o, "\"", 1);
}

static void put_bytes(struct out *o, const struct export_value *v)
{
	static const char digits[] = "0123456789abcdef";

	out_piece(o, "\"", 1);
	for (uint32_t i = 0; i < v->len; i++) {
		char two[2] = { digits[(uint8_t)v->text[i] >> 4], digits[v->text[i] & 15] };

		out_text(o, two, 2);
	}
	out_piece(o, "\"", 1);
}

void export_put_json_value(struct out *o, const struct export_value *v)
{
	struct export_value one = { .sign = v->sign };

	switch (v->kind) {
	case EXPORT_TEXT:
		export_put_json(o, v->text, v->len);
		break;
	case EXPORT_BYTES:
		put_bytes(o, v);
		break;
	case EXPORT_LIST:
		for (uint32_t i = 0; i < v->len; i++) {
			one.number = v->list[i];
			out_piece(o, i ? "," : "[", 1);
			export_put_number(o, &one);
		}
		out_piece(o, v->len ? "]" : "[]", v->len ? 1 : 2);
		break;
	default:
		export_put_number(o, v);
	}
}
