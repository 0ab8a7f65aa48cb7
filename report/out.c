/* SPDX-License-Identifier: GPL-2.0 */
#include "report/out.h"

#include <string.h>

static void blanks(struct out *o, int n)
{
	while (n-- > 0)
		putc_unlocked(' ', o->file);
}

/* Most pieces are a few bytes, and then the buffer itself is cheaper than a call. */
void out_text(struct out *o, const char *text, size_t len)
{
	if (len > 24)
		fwrite_unlocked(text, 1, len, o->file);
	else
		while (len--)
			putc_unlocked(*text++, o->file);
}

void out_padded(struct out *o, const char *text, size_t len, int width, bool left)
{
	int gap = len < (size_t)width ? width - (int)len : 0;

	if (!left)
		blanks(o, gap);
	out_text(o, text, len);
	if (left)
		blanks(o, gap);
}

void out_decimal(struct out *o, int64_t value, int width)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[24], *at = digits + sizeof(digits);

	do
		*--at = '0' + rest % 10;
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	out_padded(o, at, digits + sizeof(digits) - at, width < 0 ? -width : width, width < 0);
}

int64_t out_recorded(int64_t value, const struct vtype *t)
{
	unsigned shift = 64 - 8 * t->size;

	if (t->kind != V_INT)
		return value;
	return t->sign ? (int64_t)((uint64_t)value << shift) >> shift
		       : (int64_t)((uint64_t)value << shift >> shift);
}

void out_row_begin(struct out *o, int cpu, const struct probe *p)
{
	char name[256];
	int n;

	if (o->options->quiet)
		return;
	if (!o->header)
		fprintf(o->file, "%3s %6s %32s\n", "CPU", "ID", "FUNCTION:NAME");
	o->header = true;
	out_decimal(o, cpu, 3);
	out_text(o, " ", 1);
	out_decimal(o, p->id, 6);
	out_text(o, " ", 1);
	n = snprintf(name, sizeof(name), "%s:%s", p->function, p->name);
	out_padded(o, name, n < (int)sizeof(name) ? n : (int)sizeof(name) - 1, 32, false);
	out_text(o, " ", 1);
}

void out_row_end(struct out *o)
{
	if (!o->options->quiet)
		out_text(o, "\n", 1);
}

int out_column_width(const struct vtype *t, int strwidth)
{
	static const int widths[] = { [1] = 3, [2] = 5, [4] = 8, [8] = 16 };

	return t->kind == V_STRING ? strwidth : widths[t->size];
}

/* Small integers print as they lie in memory, whatever their sign; that is D's way. */
static void datum(struct out *o, int64_t value, const struct vtype *t, int width)
{
	const struct str *s = str_of_value(value);
	struct vtype printed = *t;

	printed.sign = t->size >= 4;
	if (t->kind == V_STRING)
		out_padded(o, s->text, s->len, width < 0 ? -width : width, width < 0);
	else
		out_decimal(o, out_recorded(value, &printed), width);
}

void out_column(struct out *o, int64_t value, const struct vtype *t, int strwidth)
{
	int width = out_column_width(t, strwidth);

	out_text(o, "  ", width < 0 ? 2 : 1);
	datum(o, value, t, width);
}

void out_trace(struct out *o, int64_t value, const struct vtype *t)
{
	if (o->options->quiet)
		datum(o, value, t, 0);
	else
		out_column(o, value, t, -33);
}

void out_printf(struct out *o, const struct fmt *f, const int64_t *values,
		const struct vtype *types)
{
	for (uint32_t i = 0; i < f->n; i++) {
		const struct fmt_conv *c = &f->convs[i];
		int width = c->width, prec = c->prec;

		out_text(o, c->lead, c->leadlen);
		if (c->style == FMT_S_END)
			return;
		if (c->star_width)
			width = out_recorded(*values++, types++);
		if (c->star_prec)
			prec = out_recorded(*values++, types++);
		if (c->style == FMT_S_PERCENT)
			out_text(o, "%", 1);
		else
			out_conv(o, c, width, prec, *values++, types++);
	}
}
