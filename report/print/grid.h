/* SPDX-License-Identifier: GPL-2.0 */
/*
 * grid.h - a table for people: cells of text, columns as wide as their widest cell. Numbers
 * stand right-aligned under their heading, text left-aligned. Cells are added row by row;
 * a lack of memory is told once, by grid_print().
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include <stdio.h>

struct grid;
/* Headings, '<' before those of left-aligned columns, ended by NULL; kept, not copied. */
struct grid *grid_new(const char *const *headings);
void grid_free(struct grid *);
/* The next cell of the row; the next row begins by itself. */
__attribute__((format(printf, 2, 3))) void grid_add(struct grid *, const char *format, ...);
/* The rest of the row is empty. */
void grid_end_row(struct grid *);
/* Each line behind `indent` blanks. 0 or -ENOMEM; grid NULL is -ENOMEM. */
int grid_print(const struct grid *, FILE *, unsigned indent);

#endif
