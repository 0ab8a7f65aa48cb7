/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fuzzprog.h - any bytes as a D program. The last byte says how it is given: '\n', as scripts
 * end, is a script without options; its other bits are -n, -Z and options.
 */
#ifndef FUZZPROG_H
#define FUZZPROG_H

#include "report/lang/dcompile.h"
#include "report/world/world.h"

struct fuzzprog {
	struct options options;
	struct probe_set *probes;
	struct dcompiler *compiler;
	const struct program *program; /* NULL: refused, with a tag and a message */
};

/* With the probes of the world. */
void fuzzprog_init(struct fuzzprog *, const uint8_t *data, size_t size, const struct world *);
void fuzzprog_release(struct fuzzprog *);

#endif
