/* SPDX-License-Identifier: GPL-2.0 */
/*
 * disasm.h - compiled code as text, an instruction a line, with the values behind its
 * indexes: "  3 EQ       r0 r0 r1", "  1 CONST    r1 97".
 */
#ifndef REPORT_DISASM_H
#define REPORT_DISASM_H

#include <stdio.h>
#include "report/program.h"

void disasm_code(FILE *, const struct program *, const struct insn *code);
/* Every clause: its probes, predicate and body. */
void disasm_program(FILE *, const struct program *);

#endif
