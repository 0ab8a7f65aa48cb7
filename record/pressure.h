/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pressure.h - how hard the recorder compresses. As asked while it keeps up; a step less each
 * time that rings or staged rows are found nearly full, down to leaving zstd out; a step back
 * once they have been no more than half full for a while.
 */
#ifndef RECORD_PRESSURE_H
#define RECORD_PRESSURE_H

#include <stdbool.h>
#include <stdint.h>

struct pressure {
	int asked;     /* level, as struct vmt_writer_options has it */
	uint32_t down; /* steps below it */
	uint64_t calm; /* ns since when nothing was more than half full */
};

void pressure_init(struct pressure *, int level, uint64_t ns);
int pressure_level(const struct pressure *);
/*
 * At time ns (of CLOCK_MONOTONIC), after so many percent of the fullest room were taken at once.
 * True: the level is another from here on.
 */
bool pressure_feel(struct pressure *, uint32_t percent, uint64_t ns);

#endif
