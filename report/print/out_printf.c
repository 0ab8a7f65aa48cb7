/* SPDX-License-Identifier: GPL-2.0 */
/* Formats. Conversions without flags, width and precision are most, and have a short way. */
#include "report/print/out_line.h"

/* What a plain conversion and a short lead take: text, a sign and digits. */
#define PLAIN_MOST (FMT_SLACK + 1 + DIGITS_MOST)
_Static_assert(FMT_SLACK + STR_SLACK <= PLAIN_MOST, "a short text fits as digits do");

static inline void put_until(struct out *o, const char *end)
{
	o->filled = end - o->line;
}

/* Where PLAIN_MOST bytes fit: here, or at the line's begin. */
static inline char *room_at(struct out *o, char *to)
{
	if (to <= o->line + OUT_LINE - PLAIN_MOST)
		return to;
	put_until(o, to);
	return out_room(o, PLAIN_MOST);
}

static inline char *put_lead(char *to, const struct fmt_conv *c)
{
	memcpy(to, c->lead, FMT_SLACK);
	return to + c->leadlen;
}

static inline char *put_unsigned(struct out *o, char *to, uint64_t value)
{
	return to + digits_decimal_near(&o->decimal, to, value);
}

static inline char *put_signed(struct out *o, char *to, int64_t value)
{
	*to = '-';
	return put_unsigned(o, to + (value < 0), value < 0 ? -(uint64_t)value : (uint64_t)value);
}

static inline char *put_string(struct out *o, char *to, const struct str *s)
{
	if (s->interned && s->len <= STR_SLACK) {
		memcpy(to, s->text, STR_SLACK);
		return to + s->len;
	}
	put_until(o, to);
	out_text(o, s->text, s->len);
	return out_room(o, PLAIN_MOST);
}

/* Its lead and what it makes of a value, from `to` on; returns their end. */
static inline char *plain(struct out *o, char *to, const struct fmt_conv *c, int64_t value,
			  const struct vtype *t)
{
	uint32_t cut = t->kind == V_INT ? 64 - 8 * t->size : 0;
	uint64_t high = (uint64_t)value << cut;

	to = put_lead(to, c);
	switch (c->style) {
	case FMT_S_DECIMAL:
		if (t->sign)
			return put_signed(o, to, (int64_t)high >> cut);
		return put_unsigned(o, to, high >> cut);
	case FMT_S_SIGNED:
		return put_signed(o, to, (int64_t)high >> cut);
	case FMT_S_UNSIGNED:
		return put_unsigned(o, to, high >> cut);
	case FMT_S_HEX:
		return to + digits_hex(to, high >> cut, false);
	case FMT_S_UPPERHEX:
		return to + digits_hex(to, high >> cut, true);
	default:
		return put_string(o, to, str_of_value(value));
	}
}

/* Returns how many arguments it took. */
static uint32_t general(struct out *o, const struct fmt_conv *c, const int64_t *values,
			const struct vtype *types)
{
	int width = c->width, prec = c->prec;
	uint32_t n = 0;

	out_text(o, c->lead, c->leadlen);
	if (c->star_width) {
		width = out_recorded(values[n], &types[n]);
		n++;
	}
	if (c->star_prec) {
		prec = out_recorded(values[n], &types[n]);
		n++;
	}
	if (c->style == FMT_S_PERCENT) {
		out_text(o, "%", 1);
		return n;
	}
	out_conv(o, c, width, prec, values[n], &types[n]);
	return n + 1;
}

void out_printf(struct out *o, const struct fmt *f, const int64_t *values,
		const struct vtype *types)
{
	const struct fmt_conv *c = f->convs;
	uint32_t at = 0;
	char *to;

	out_hold(o);
	to = o->line + o->filled;
	for (; c->style != FMT_S_END; c++) {
		if (c->plain) {
			to = plain(o, room_at(o, to), c, values[at], &types[at]);
			at++;
			continue;
		}
		put_until(o, to);
		at += general(o, c, values + at, types + at);
		to = o->line + o->filled;
	}
	if (c->plain) {
		put_until(o, put_lead(room_at(o, to), c));
	} else {
		put_until(o, to);
		out_text(o, c->lead, c->leadlen);
	}
	out_release(o);
}
