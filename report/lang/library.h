/* SPDX-License-Identifier: GPL-2.0 */
/*
 * library.h - the libraries of a run: which of them stands before which.
 *
 *	#pragma D depends_on library other.d
 */
#ifndef REPORT_LIBRARY_H
#define REPORT_LIBRARY_H

#include "report/lang/compiler.h"

struct library {
	const struct dsource *source;
	const char *name; /* of the file, without its folder */
	bool visited;	  /* in the order, or what it depends on is being put there */
	bool ordered;
	bool loaded;
};

/* All of them, each behind those that it depends on: D_PRAGMA_DEPEND if that cannot be. */
struct library *const *library_order(struct dcompiler *, const struct dsource *, uint32_t n);
/* One of this name was compiled. */
bool library_loaded(const struct dcompiler *, const char *name);

#endif
