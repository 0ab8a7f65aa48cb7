/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export_number.h"

#include <string.h>

/* ---- What a row has ---- */

static void set_text(struct export_value *v, const char *text, uint32_t len)
{
	v->kind = EXPORT_TEXT;
	v->text = text;
	v->len = len;
}

static void mean_task(const struct export_job *x, enum export_kind kind, struct export_value *v)
{
	const struct task *task = world_task(x->session, v->number);

	v->kind = EXPORT_UNSIGNED;
	v->number = kind == EXPORT_PID ? task->tgid : task->tid;
	if (kind == EXPORT_COMM)
		set_text(v, task->comm->text, task->comm->len);
}

/* The value's name, where it has one. */
static void mean_enum(const struct export_job *x, const struct export_table *t,
		      const struct export_column *c, struct export_value *v)
{
	const struct str *name = c->column == t->reason ? world_exit_name(x->session, v->number)
							: world_name(x->session, c->set, v->number);

	v->kind = EXPORT_UNSIGNED;
	if (name)
		set_text(v, name->text, name->len);
}

void export_mean(const struct export_job *x, const struct export_table *t,
		 const struct export_column *c, uint64_t number, struct export_value *v)
{
	*v = (struct export_value){ .kind = c->kind, .sign = c->sign, .number = number };
	if (c->kind < EXPORT_NR_OWN)
		mean_task(x, c->kind, v);
	else if (c->kind == EXPORT_ENUM)
		mean_enum(x, t, c, v);
}

bool export_get(const struct export_job *x, const struct export_table *t,
		const struct export_column *c, const struct vmt_view *view, uint32_t row,
		struct export_value *v)
{
	uint32_t first;

	if (!view && c->kind >= EXPORT_PID && c->kind <= EXPORT_COMM) {
		export_mean(x, t, c, 0, v);
		return true;
	}
	if (!view || !view_valid(view, row))
		return false;
	if (view->kind != VMT_BYTES && view->kind != VMT_LISTS) {
		export_mean(x, t, c, view_at(view, row), v);
		return true;
	}
	first = view->offsets[row];
	*v = (struct export_value){ .kind = c->kind,
				    .sign = c->sign,
				    .len = view->offsets[row + 1] - first };
	if (view->kind == VMT_LISTS)
		v->list = view->values + first;
	else
		v->text = (const char *)view->data + first;
	return true;
}

const struct task *export_task(const struct export_job *x, const struct export_table *t,
			       const struct replay_row *row, uint64_t *number)
{
	bool valid;

	*number = replay_value(row, t->task, &valid);
	return world_task(x->session, *number);
}

/* ---- As text ---- */

void export_put_unsigned(struct out *o, uint64_t value)
{
	o->filled += digits_decimal(out_room(o, DIGITS_MOST), value);
}

static void put_number(struct out *o, const struct export_style *s, bool address, bool sign,
		       uint64_t value)
{
	char *to = out_room(o, EXPORT_NUMBER_MOST);

	o->filled += export_number(to, s, address, sign, value) - to;
}

static void put_list(struct out *o, const struct export_style *s, const struct export_value *v)
{
	out_text(o, s->list[0], strlen(s->list[0]));
	for (uint32_t i = 0; i < v->len; i++) {
		if (i)
			out_text(o, s->list[1], strlen(s->list[1]));
		put_number(o, s, false, v->sign, v->list[i]);
	}
	out_text(o, s->list[2], strlen(s->list[2]));
}

static void put_bytes(struct out *o, const struct export_style *s, const struct export_value *v)
{
	static const char digits[] = "0123456789abcdef";

	out_text(o, s->bytes, strlen(s->bytes));
	for (uint32_t i = 0; i < v->len; i++) {
		char two[2] = { digits[(uint8_t)v->text[i] >> 4], digits[v->text[i] & 15] };

		out_piece(o, two, 2);
	}
	out_text(o, s->bytes, strlen(s->bytes));
}

void export_put_value(struct out *o, const struct export_style *s, const struct export_value *v)
{
	if (v->kind == EXPORT_TEXT)
		s->text(o, v->text, v->len);
	else if (v->kind == EXPORT_BYTES)
		put_bytes(o, s, v);
	else if (v->kind == EXPORT_LIST)
		put_list(o, s, v);
	else
		put_number(o, s, v->kind == EXPORT_ADDRESS, v->sign, v->number);
}

/* ---- Texts ---- */

/* A byte of the eight is less than n, at most 0x80, or more than 0x7f: its high bit is set. */
static inline uint64_t is_less(uint64_t eight, uint8_t n)
{
	const uint64_t ones = 0x0101010101010101;

	return (eight - ones * n) | eight;
}

static inline uint64_t is_letter(uint64_t eight, char letter)
{
	return is_less(eight ^ 0x0101010101010101 * letter, 1);
}

size_t export_plain(const char *s, size_t n)
{
	size_t at = 0;
	uint64_t eight, odd;

	for (; at + 8 <= n; at += 8) {
		memcpy(&eight, s + at, 8);
		odd = is_less(eight, ' ') | is_letter(eight, '"') | is_letter(eight, '\\') |
		      is_letter(eight, ',') | is_letter(eight, 0x7f);
		if (odd & 0x8080808080808080)
			break;
	}
	return at;
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
		size_t plain = export_plain((const char *)s, n);

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

void export_lead_json(struct export_job *x, const struct export_table *t, uint32_t i, struct out *o)
{
	const struct export_field *f = &x->fields[t->columns[i].field];

	out_piece(o, ",", 1);
	export_put_json(o, f->name, f->len);
	out_piece(o, ":", 1);
}
