/* SPDX-License-Identifier: GPL-2.0 */
/* Formats. Conversions without flags, width and precision are most, and have a short way. */
#include "report/print/digits.h"
#include "report/print/out_line.h"

/* A plain conversion's text: a sign and digits, or a short string. */
#define PLAIN_MOST (1 + DIGITS_MOST)

/* What stands before a conversion; returns where the conversion's own text goes. */
static inline char *put_lead(struct out *o, const struct fmt_conv *c)
{
	char *to;

	if (c->leadlen > FMT_SLACK) {
		out_text(o, c->lead, c->leadlen);
		return out_room(o, PLAIN_MOST);
	}
	to = out_room(o, FMT_SLACK + PLAIN_MOST);
	memcpy(to, c->lead, FMT_SLACK);
	return to + c->leadlen;
}

static inline void put_until(struct out *o, const char *end)
{
	o->filled = end - o->line;
}

static inline char *put_signed(char *to, int64_t value)
{
	*to = '-';
	to += value < 0;
	return to + digits_decimal(to, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

static void plain(struct out *o, const struct fmt_conv *c, int64_t value, const struct vtype *t)
{
	uint32_t cut = t->kind == V_INT ? 64 - 8 * t->size : 0;
	uint64_t high = (uint64_t)value << cut;
	char *to = put_lead(o, c);
	const struct str *s;

	switch (c->style) {
	case FMT_S_DECIMAL:
		if (!t->sign)
			put_until(o, to + digits_decimal(to, high >> cut));
		else
			put_until(o, put_signed(to, (int64_t)high >> cut));
		break;
	case FMT_S_SIGNED:
		put_until(o, put_signed(to, (int64_t)high >> cut));
		break;
	case FMT_S_UNSIGNED:
		put_until(o, to + digits_decimal(to, high >> cut));
		break;
	case FMT_S_HEX:
		put_until(o, to + digits_hex(to, high >> cut, false));
		break;
	case FMT_S_UPPERHEX:
		put_until(o, to + digits_hex(to, high >> cut, true));
		break;
	default:
		s = str_of_value(value);
		put_until(o, to);
		out_piece(o, s->text, s->len);
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

	out_hold(o);
	for (; c->style != FMT_S_END; c++) {
		if (c->plain) {
			plain(o, c, values[at], &types[at]);
			at++;
		} else {
			at += general(o, c, values + at, types + at);
		}
	}
	put_until(o, put_lead(o, c));
	out_release(o);
}
