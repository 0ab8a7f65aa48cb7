/* SPDX-License-Identifier: GPL-2.0 */
/* tracecolumns.h - columns of made-up tables: a register by its number, a plain integer. */
#ifndef TRACECOLUMNS_H
#define TRACECOLUMNS_H

#include "format/vmt.h"

#define REG(name, number)                                            \
	{                                                            \
		name, VMT_U64 | VMT_NULLABLE, VMT_SEM_REG, 0, number \
	}
#define INT(name, type, sem)          \
	{                             \
		name, type, sem, 0, 0 \
	}

#endif
