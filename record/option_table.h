/* SPDX-License-Identifier: GPL-2.0 */
/*
 * option_table.h - options as rows of tables: a function an option, so that a new one is a row
 * where its like are.
 */
#ifndef RECORD_OPTION_TABLE_H
#define RECORD_OPTION_TABLE_H

#include "record/record_options.h"

/* A table ends with a row that has no name. */
struct record_option {
	const char *name;
	char letter;  /* 0: none */
	int argument; /* as <getopt.h> has it */
	/* 0, or -1 with the trouble; the argument is NULL when an optional one is not given. */
	int (*set)(struct record_options *, const char *arg, struct trouble *);
};

/*
 * Sets the options of argv in their order; tables ends with NULL. 0 with the first argument that
 * is no option in *rest, or -1.
 */
int option_tables_parse(const struct record_option *const *tables, struct record_options *,
			int argc, char **argv, int *rest, struct trouble *);

#endif
