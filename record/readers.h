/* SPDX-License-Identifier: GPL-2.0 */
/*
 * readers.h - the threads that drain the tracks when the kernel wakes them at a watermark.
 * Few threads serve many CPUs: a wake-up costs more than the records that it is for.
 */
#ifndef RECORD_READERS_H
#define RECORD_READERS_H

#include "record/track.h"

struct readers;

/* Blocks every signal for the threads it starts. 0 or a negative errno. */
int readers_start(struct readers **, struct track *tracks, uint32_t ntracks);
/* Ends and joins the threads; the rings keep what is in them. Takes NULL. */
void readers_stop(struct readers *);

#endif
