/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probe_list.h - probes as dtrace -l lists them.
 */
#ifndef REPORT_PROBE_LIST_H
#define REPORT_PROBE_LIST_H

#include <stdio.h>

#include "report/probe.h"

void probe_list_header(FILE *);
void probe_list_row(FILE *, const struct probe *);

#endif
