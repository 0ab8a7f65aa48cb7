/* SPDX-License-Identifier: GPL-2.0 */
/* Formats. Conversions without flags, width and precision are most, and have a short way. */
#include "report/print/digits.h"
#include "report/print/out_line.h"

static void plain_decimal(struct out *o, uint64_t value, bool negative)
{
	char *to = out_room(o, 1 + DIGITS_MOST);

	*to = '-';
	o->filled += negative + digits_decimal(to + negative, negative ? -value : value);
}

static void plain_hex(struct out *o, uint64_t value, bool upper)
{
	o->filled += digits_hex(out_room(o, DIGITS_MOST), value, upper);
}

/* Those that are printed as their type is. */
static int64_t as_signed(int64_t value, const struct vtype *t)
{
	return out_recorded(value,
			    &(struct vtype){ .kind = t->kind, .size = t->size, .sign = true });
}

static uint64_t as_unsigned(int64_t value, const struct vtype *t)
{
	return out_recorded(value, &(struct vtype){ .kind = t->kind, .size = t->size });
}

static void plain(struct out *o, const struct fmt_conv *c, int64_t value, const struct vtype *t)
{
	bool sign = c->style == FMT_S_SIGNED || (c->style == FMT_S_DECIMAL && t->sign);
	const struct str *s;

	switch (c->style) {
	case FMT_S_DECIMAL:
	case FMT_S_SIGNED:
	case FMT_S_UNSIGNED:
		value = sign ? as_signed(value, t) : (int64_t)as_unsigned(value, t);
		plain_decimal(o, value, sign && value < 0);
		break;
	case FMT_S_HEX:
	case FMT_S_UPPERHEX:
		plain_hex(o, as_unsigned(value, t), c->style == FMT_S_UPPERHEX);
		break;
	case FMT_S_STRING:
		s = str_of_value(value);
		out_piece(o, s->text, s->len);
		break;
	default:
		out_conv(o, c, 0, 0, value, t);
	}
}

void out_printf(struct out *o, const struct fmt *f, const int64_t *values,
		const struct vtype *types)
{
	out_hold(o);
	for (uint32_t i = 0; i < f->n; i++) {
		const struct fmt_conv *c = &f->convs[i];
		int width = c->width, prec = c->prec;

		out_piece(o, c->lead, c->leadlen);
		if (c->style == FMT_S_END)
			break;
		if (c->star_width)
			width = out_recorded(*values++, types++);
		if (c->star_prec)
			prec = out_recorded(*values++, types++);
		if (c->style == FMT_S_PERCENT)
			out_piece(o, "%", 1);
		else if (c->plain)
			plain(o, c, *values++, types++);
		else
			out_conv(o, c, width, prec, *values++, types++);
	}
	out_release(o);
}
