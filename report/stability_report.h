/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stability_report.h - what dtrace -v prints: how stable what a program names is.
 */
#ifndef REPORT_STABILITY_REPORT_H
#define REPORT_STABILITY_REPORT_H

#include <stdio.h>

#include "report/program.h"

/* Of every source; of a program that is compiled only (-e), of each description, too. */
void stability_report(FILE *, const struct program *, bool compiled);
/* Of a probe that is listed. */
void stability_report_probe(FILE *, const struct probe *);

#endif
