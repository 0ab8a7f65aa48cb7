/* SPDX-License-Identifier: GPL-2.0 */
/*
 * source_list.h - the D programs of a command line, in their order: -s files and -n texts.
 */
#ifndef REPORT_SOURCE_LIST_H
#define REPORT_SOURCE_LIST_H

#include "report/lang/dcompile.h"

struct source_list {
	uint32_t n;
	struct dsource *sources;
};
void source_list_release(struct source_list *);
/* 0; a negative errno: the file cannot be read, or no memory. name lives as long as the list. */
int source_list_add_file(struct source_list *, const char *name);
/* omitted: fields behind those that a description names, 0 when the last is the name. */
int source_list_add_text(struct source_list *, const char *text, uint8_t omitted);
/* Another text for one of them, which the list owns from now on. */
void source_list_replace(struct source_list *, uint32_t i, char *text, size_t size);
/* $1 ... of every source. */
void source_list_set_args(struct source_list *, const char *const *args, uint32_t nargs);

#endif
