/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dat_file.h - the container of a trace.dat, versions 6 and 7 (trace-cmd.dat.v6(5), .v7(5)): what
 * it says of itself, and where the CPUs' pages are.
 *
 * Version 6 is one run of parts, the pages behind. Version 7 is sections that options point to:
 *
 *	+------------+-------+-----------+---------------+------------+
 *	| u16 id     | u16 1: packed     | u32 text      | u64 size   |
 *	+------------+-------------------+---------------+------------+
 *	| packed: u32 packed size, u32 size, a zstd frame; else plain |
 *	+-------------------------------------------------------------+
 */
#ifndef RECORD_DAT_FILE_H
#define RECORD_DAT_FILE_H

#include "record/import/foreign_trace.h"
#include "record/import/ring_stream.h"
#include "record/import/tracing_data.h"

struct dat_stream {
	uint32_t cpu;
	uint32_t page_size;
	uint64_t offset, size;
	uint64_t section; /* version 7: the one that it is in */
	bool packed;
};

struct dat_places { /* of sections; 0: none */
	uint64_t headers, ftrace, systems, cmdlines;
};

struct dat_file {
	struct foreign_trace *trace;
	struct tracing_head head;
	ZSTD_DCtx *unpack;
	uint32_t nstreams;
	struct dat_stream *streams; /* by CPU, then as the file has them */
	/* While it is read. */
	uint8_t first[512];
	uint32_t version;
	struct dat_places places;
	uint64_t more_options; /* the next section of them, or 0 */
	uint64_t buffers[64];  /* version 6: those of instances */
	uint32_t nbuffers;
	uint32_t ncpus; /* version 6 */
	char clock[64];
	uint32_t tsc_mult, tsc_shift;
	int64_t date, offset; /* ns */
};

/* 0, or -1 with the trouble; close it either way. */
int dat_file_read(struct dat_file *, struct foreign_trace *, struct trouble *);
void dat_file_close(struct dat_file *);

#endif
