/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/out.h"
#include "report/print/digits.h"
#include "report/print/out_line.h"

#include <string.h>

/* ---- The line ---- */

void out_drain(struct out *o)
{
	fwrite_unlocked(o->line, 1, o->filled, o->file);
	o->filled = 0;
}

char *out_take_more(struct out *o, size_t n)
{
	if (!o->holding || n > OUT_LINE)
		return NULL;
	out_drain(o);
	o->filled = n;
	return o->line;
}

void out_text(struct out *o, const char *text, size_t len)
{
	char *at = out_take(o, len);

	if (at) {
		out_copy(at, text, len);
		return;
	}
	if (o->filled)
		out_drain(o);
	fwrite_unlocked(text, 1, len, o->file);
}

static void blanks(struct out *o, size_t n)
{
	static const char some[] = "                                ";

	for (; n >= sizeof(some); n -= sizeof(some) - 1)
		out_text(o, some, sizeof(some) - 1);
	out_text(o, some, n);
}

void out_padded(struct out *o, const char *text, size_t len, int width, bool left)
{
	size_t gap = len < (size_t)width ? width - len : 0;

	if (gap && !left)
		blanks(o, gap);
	out_text(o, text, len);
	if (gap && left)
		blanks(o, gap);
}

void out_decimal(struct out *o, int64_t value, int width)
{
	char text[1 + DIGITS_MOST] = "-";
	uint32_t n = value < 0;

	n += digits_decimal(text + n, n ? -(uint64_t)value : (uint64_t)value);
	out_padded(o, text, n, width < 0 ? -width : width, width < 0);
}

/* ---- Rows ---- */

/* Its time is that of the first row, be that one quiet. */
static void print_header(struct out *o)
{
	if (o->header)
		return;
	o->header = true;
	if (o->filled)
		out_drain(o);
	if (o->options->flowindent)
		fprintf(o->file, "%3s %-41s\n", "CPU", "FUNCTION");
	else if (!o->options->quiet)
		fprintf(o->file, "%3s %6s %32s\n", "CPU", "ID", "FUNCTION:NAME");
}

static void plain_name(struct out *o, const struct probe *p)
{
	size_t function = strlen(p->function), name = strlen(p->name);

	out_padded(o, "", 0, function + name < 31 ? 31 - function - name : 0, true);
	out_text(o, p->function, function);
	out_text(o, ":", 1);
	out_text(o, p->name, name);
}

#define FLOW_STEP 2
#define FLOW_DEEPEST 100

/* A second clause of the same probe does not go deeper again. */
static void flow_name(struct out *o, int cpu, const struct probe *p)
{
	struct out_flow *flow = &o->flows[(unsigned)cpu % OUT_FLOWS];
	const char *function = *p->function ? p->function : p->name;
	bool again = flow->last_probe == p->id;
	char text[256];
	int n;

	flow->last_probe = p->id;
	if (p->kind == PROBE_ENTRY && !again) {
		n = snprintf(text, sizeof(text), "%*s -> %s", (int)flow->depth, "", function);
		flow->depth += flow->depth < FLOW_DEEPEST ? FLOW_STEP : 0;
	} else if (p->kind == PROBE_EXIT && !again) {
		flow->depth -= flow->depth ? FLOW_STEP : 0;
		n = snprintf(text, sizeof(text), "%*s <- %s", (int)flow->depth, "", function);
	} else {
		n = snprintf(text, sizeof(text), "%*s| %s:%s", (int)flow->depth, "", p->function,
			     p->name);
	}
	out_padded(o, text, n < (int)sizeof(text) ? n : (int)sizeof(text) - 1, 41, true);
}

void out_row_begin(struct out *o, int cpu, const struct probe *p)
{
	print_header(o);
	if (o->options->quiet && !o->options->flowindent)
		return;
	out_hold(o);
	out_decimal(o, cpu, 3);
	out_text(o, " ", 1);
	if (o->options->flowindent) {
		flow_name(o, cpu, p);
	} else {
		out_decimal(o, p->id, 6);
		out_text(o, " ", 1);
		plain_name(o, p);
	}
	out_text(o, " ", 1);
	out_release(o);
}

void out_row_end(struct out *o)
{
	if (!o->options->quiet)
		out_text(o, "\n", 1);
}

#define SYMBOL_WIDTH -50 /* of an address that stands for a symbol */

int out_column_width(const struct vtype *t, int strwidth)
{
	static const int widths[] = { [1] = 3, [2] = 5, [4] = 8, [8] = 16 };

	if (is_symbol(t))
		return SYMBOL_WIDTH;
	return t->kind == V_STRING ? strwidth : widths[t->size];
}

/* Small integers print as they lie in memory, whatever their sign; that is D's way. */
static void datum(struct out *o, int64_t value, const struct vtype *t, int width)
{
	static const struct fmt_conv address = { .style = FMT_S_ADDRESS, .star_width = true };
	const struct str *s = str_of_value(value);
	struct vtype printed = *t;

	printed.sign = t->size >= 4;
	if (is_symbol(t))
		out_conv(o, &address, width, 0, value, t);
	else if (t->kind == V_STRING)
		out_padded(o, s->text, s->len, width < 0 ? -width : width, width < 0);
	else
		out_decimal(o, out_recorded(value, &printed), width);
}

/* -x rawbytes: a string is bytes like others. */
static bool out_as_raw(struct out *o, int64_t value, const struct vtype *t)
{
	const struct str *s = str_of_value(value);

	if (!o->options->rawbytes || t->kind != V_STRING || is_symbol(t))
		return false;
	if (o->filled)
		out_drain(o);
	out_raw_string(o, s->text, s->len);
	return true;
}

void out_column(struct out *o, int64_t value, const struct vtype *t, int strwidth)
{
	int width = out_column_width(t, strwidth);

	if (out_as_raw(o, value, t))
		return;
	out_text(o, "  ", width < 0 ? 2 : 1);
	datum(o, value, t, width);
}

/* What is recorded by reference: an integer if it is as large as one, else bytes. */
static void trace_bytes(struct out *o, const struct str *s)
{
	struct vtype number = { .kind = V_INT, .size = s->len };
	uint64_t v = 0;

	if (s->len > 8 || (s->len & (s->len - 1))) {
		out_bytes(o, s->text, s->len);
		return;
	}
	for (uint32_t i = s->len; i--;)
		v = v << 8 | (unsigned char)s->text[i];
	out_trace(o, v, &number);
}

void out_trace(struct out *o, int64_t value, const struct vtype *t)
{
	struct vtype number = { .kind = V_INT, .size = t->size };

	if (t->kind == V_BYTES) {
		trace_bytes(o, str_of_value(value));
		return;
	}
	if (t->kind == V_FLOAT)
		t = &number;
	if (o->options->quiet && !out_as_raw(o, value, t))
		datum(o, value, t, 0);
	else if (!o->options->quiet)
		out_column(o, value, t, -33);
}
