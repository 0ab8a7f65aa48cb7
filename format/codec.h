/* SPDX-License-Identifier: GPL-2.0 */
/*
 * codec.h - the ways to store a column of a chunk, as a table. Inside libvmtrace.
 *
 * A codec turns the rows of one column into a payload, and a payload into a view. Validity,
 * zstd and the checksum are the block's affair, not the codec's. Absent rows come with the
 * value before them, so no codec knows of them. Numbers on disk: docs/FORMAT.md, "Codecs".
 */
#ifndef VMT_CODEC_H
#define VMT_CODEC_H

#include "format/intarray.h"
#include "format/valuedict.h"
#include "format/viewspace.h"
#include "format/vmt.h"

enum codec_id {
	CODEC_CONST = 1,  /* no payload: the value is the block's min */
	CODEC_RUNS = 2,	  /* lengths and values of runs */
	CODEC_DICT = 3,	  /* distinct values and codes */
	CODEC_FOR = 4,	  /* offsets from a base */
	CODEC_DELTA = 5,  /* differences within each group */
	CODEC_PLANES = 6, /* byte planes */
	CODEC_PLAIN = 7,  /* the type's own bytes */
	CODEC_BYTES = 8,  /* VMT_VAR: lengths and bytes */
	CODEC_LISTS = 9,  /* VMT_LIST: lengths and values */
};

/* A column's rows: what the codecs take, and the shape that a reader knows beforehand. */
struct codec_rows {
	uint32_t rows, ngroups;
	const struct vmt_group *groups; /* their rows sum to rows */
	uint8_t type;			/* enum vmt_type, without VMT_NULLABLE */
	uint16_t size;			/* of VMT_FIXED */
	uint64_t min;			/* from the block: CODEC_CONST */
	const uint64_t *values;		/* a number a row: the value, or a length */
	const uint8_t *data;		/* bytes of VMT_VAR and VMT_FIXED, one after the other */
	const uint64_t *items;		/* values of a VMT_LIST, one after the other */
	uint32_t ndata;			/* how many of either */
};

/* Most bytes, or 8-byte list values, of all rows of a column in a chunk. */
#define CODEC_MAX_DATA (32u << 20)
#define CODEC_MAX_ITEMS (CODEC_MAX_DATA / 8)

/* Reusable memory of an encoder; zeroed is ready, codec_work_release() frees. */
struct codec_work {
	struct valuedict dict;
	uint64_t *numbers;
	uint32_t nnumbers;
	struct valuerange range; /* of a column of integers: encode() sets it */
};
void codec_work_release(struct codec_work *);

struct codec {
	const char *name;
	/* Appends the payload; VMT_EABSENT: this codec does not suit these rows. */
	int (*encode)(struct codec_work *, const struct codec_rows *, enum intarray_layout,
		      struct bytebuf *);
	/* The whole of the cursor to a view in the space, or VMT_EDAMAGE, VMT_ENOMEM. */
	int (*decode)(struct cursor *, const struct codec_rows *, struct viewspace *,
		      struct vmt_view *);
};

/* By enum codec_id; NULL: unknown, or not for such a type. */
const struct codec *codec_find(unsigned int id, uint8_t type);

/* Bytes of an integer type (or of a list's values): 1, 2, 4, 8; 0 for others. */
unsigned int codec_type_bytes(uint8_t type);
bool codec_type_signed(uint8_t type);
bool codec_type_integer(uint8_t type);

#endif
