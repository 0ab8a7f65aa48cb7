/* SPDX-License-Identifier: GPL-2.0 */
/* rec_events.h - what can be recorded, by the names that -e and -r know. */
#ifndef RECORD_REC_EVENTS_H
#define RECORD_REC_EVENTS_H

#include <stddef.h>
#include <stdint.h>

/* Bit of the enum vmtrace_event that has this name; 0: none has. */
uint32_t rec_event_find(const char *name, size_t length);
/* "exit,entry,profile" of a bit set. */
const char *rec_events_text(uint32_t events, char *buffer, uint32_t size);

#endif
