/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/grid.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct grid {
	const char *const *headings;
	unsigned columns, n, room; /* cells, rows of `columns` each */
	char **cells;
	bool nomem;
};

struct grid *grid_new(const char *const *headings)
{
	struct grid *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->headings = headings;
	while (headings[g->columns])
		g->columns++;
	return g;
}

void grid_free(struct grid *g)
{
	if (!g)
		return;
	for (unsigned i = 0; i < g->n; i++)
		free(g->cells[i]);
	free(g->cells);
	free(g);
}

static bool make_room(struct grid *g)
{
	unsigned room = g->room ? g->room * 2 : 64;
	char **cells;

	if (g->n < g->room)
		return true;
	cells = realloc(g->cells, room * sizeof(*cells));
	if (!cells)
		return false;
	g->cells = cells;
	g->room = room;
	return true;
}

void grid_add(struct grid *g, const char *format, ...)
{
	char *cell;
	va_list ap;
	int n;

	if (!g || g->nomem)
		return;
	va_start(ap, format);
	n = vasprintf(&cell, format, ap);
	va_end(ap);
	if (n < 0) {
		g->nomem = true;
	} else if (!make_room(g)) {
		free(cell);
		g->nomem = true;
	} else {
		g->cells[g->n++] = cell;
	}
}

void grid_end_row(struct grid *g)
{
	while (g && !g->nomem && g->n % g->columns)
		grid_add(g, "%s", "");
}

/* Columns that a terminal needs for it: continuation bytes of UTF-8 need none. */
static unsigned columns_of(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static bool is_left(const struct grid *g, unsigned column)
{
	return g->headings[column][0] == '<';
}

static const char *heading(const struct grid *g, unsigned column)
{
	return g->headings[column] + is_left(g, column);
}

static unsigned width_of(const struct grid *g, unsigned column)
{
	unsigned width = columns_of(heading(g, column));

	for (unsigned i = column; i < g->n; i += g->columns) {
		unsigned w = columns_of(g->cells[i]);

		width = w > width ? w : width;
	}
	return width;
}

static void print_line(const struct grid *g, FILE *f, unsigned indent, const unsigned *widths,
		       const char *(*text)(const struct grid *, unsigned), unsigned first)
{
	unsigned owed = indent;

	for (unsigned c = 0; c < g->columns; c++) {
		const char *cell = text(g, first + c);
		unsigned gap = widths[c] - columns_of(cell);

		owed += is_left(g, c) ? 0 : gap;
		/* Blanks are printed when something follows them: no line ends in one. */
		if (*cell) {
			fprintf(f, "%*s%s", (int)owed, "", cell);
			owed = 0;
		}
		owed += (is_left(g, c) ? gap : 0) + 2;
	}
	fputc('\n', f);
}

static const char *cell_text(const struct grid *g, unsigned i)
{
	return g->cells[i];
}

int grid_print(const struct grid *g, FILE *f, unsigned indent)
{
	unsigned *widths;

	if (!g || g->nomem)
		return -ENOMEM;
	widths = calloc(g->columns, sizeof(*widths));
	if (!widths)
		return -ENOMEM;
	for (unsigned c = 0; c < g->columns; c++)
		widths[c] = width_of(g, c);
	print_line(g, f, indent, widths, heading, 0);
	for (unsigned i = 0; i + g->columns <= g->n; i += g->columns)
		print_line(g, f, indent, widths, cell_text, i);
	free(widths);
	return 0;
}
