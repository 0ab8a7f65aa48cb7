/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_guard.h - what of a tracepoint's format may be given to libtraceevent (tep_format.h).
 */
#ifndef REPORT_TEP_GUARD_H
#define REPORT_TEP_GUARD_H

#include <stdbool.h>

struct tep_event;
/* Before it is parsed: the parser descends as deep as the text nests. */
bool tep_guard_text(const char *format);
/* Before it prints: its fields lie within a record, and so does all that they name. */
bool tep_guard_event(struct tep_event *);

#endif
