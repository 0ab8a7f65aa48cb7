/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmt.h - libvmtrace: the trace file (.vmt), written and read. docs/FORMAT.md is the law.
 *
 * A file is a sequence of sections; sections belong to sessions, each with a random 128-bit
 * id. A session has facts (key and value text), a schema (tables of typed columns), chunks
 * (rows of one table, column by column, grouped by CPU), watermarks and an end. Files may be
 * concatenated. Everything on disk is little-endian and written by explicit put; nothing
 * read is believed before it is checked.
 *
 * Invariants that readers stand on
 *   - Within a chunk rows are grouped by CPU and their time (column 0, the session's clock)
 *     does not decrease within a group.
 *   - Rounds: every row of a chunk between two watermarks T1, T2 has T1 < time <= T2. Chunks
 *     behind a session's last watermark (it was cut or killed) are not listed: they may lack
 *     other rows of the same time.
 *   - Rows of the tables task, vm and name stand before the first chunk that uses their ids.
 *   - A column that a table's schema does not name is absent; so is a value whose validity
 *     bit is 0.
 *   - ns = fix.ns0 + ((time - fix.time0) * fix.mult >> fix.shift), in 128 bits, is continuous
 *     and monotone over a chunk's fixes and a session's chunks.
 *
 * Libraries print nothing. Functions return 0 or a negative enum vmt_error; outputs are
 * written last and stay untouched on failure. An object is freed by its _free, which takes
 * NULL. One object is used by one thread at a time, but vmt_chunk_read() on different
 * struct vmt_scratch may run in parallel on one reader, also while it reads on.
 */
#ifndef VMT_H
#define VMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VMT_API __attribute__((visibility("default")))

enum vmt_error {
	VMT_OK = 0,
	VMT_ENOMEM = -1,
	VMT_EIO = -2,	   /* errno says why */
	VMT_EFORMAT = -3,  /* not a trace: no section was found */
	VMT_EDAMAGE = -4,  /* a checksum or a bound does not hold: this piece is lost */
	VMT_EVERSION = -5, /* a critical section or codec that this library does not know */
	VMT_EABSENT = -6,  /* no such table, column or fact */
	VMT_EINVAL = -7,   /* the caller broke a rule stated here */
	VMT_ELOST = -8,	   /* a column that was damaged before the trace was repaired */
};
VMT_API const char *vmt_strerror(int error);

/* ---- Types ---- */

enum vmt_type {
	VMT_U8 = 1,
	VMT_U16 = 2,
	VMT_U32 = 3,
	VMT_U64 = 4,
	VMT_I8 = 5,
	VMT_I16 = 6,
	VMT_I32 = 7,
	VMT_I64 = 8,
	VMT_FIXED = 9,	     /* column.size bytes a row */
	VMT_VAR = 10,	     /* any number of bytes a row */
	VMT_LIST = 0x40,     /* flag: any number of the type below a row */
	VMT_NULLABLE = 0x80, /* flag: rows carry a validity bit */
};

/* What a column means, beyond its type. `arg` of the column refines it. */
enum vmt_sem {
	VMT_SEM_NONE = 0,
	VMT_SEM_TIME = 1,    /* the session's clock */
	VMT_SEM_SEQ = 2,     /* sequence number of its CPU's ring, wraps at 32 bits */
	VMT_SEM_TASK = 3,    /* number in the table task */
	VMT_SEM_VM = 4,	     /* number in the table vm */
	VMT_SEM_ENUM = 5,    /* value of the name set `arg` in the table name */
	VMT_SEM_REG = 6,     /* a register; `arg` is its number for vmregs[] */
	VMT_SEM_ADDRESS = 7, /* a guest-virtual or -physical address */
	VMT_SEM_NS = 8,	     /* nanoseconds */
	VMT_SEM_COUNT = 9,
	VMT_SEM_TEXT = 10, /* VMT_VAR or VMT_FIXED: UTF-8, no terminator */
};

struct vmt_column {
	const char *name;
	uint8_t type;  /* enum vmt_type with flags */
	uint8_t sem;   /* enum vmt_sem */
	uint16_t size; /* VMT_FIXED: bytes a row */
	uint32_t arg;  /* by sem */
};

#define VMT_TABLE_EVENT 0x1 /* rows are events in time; else facts about the session */

struct vmt_table {
	const char *name;
	uint32_t flags;
	uint32_t ncolumns;
	const struct vmt_column *columns; /* 0 is VMT_SEM_TIME, VMT_U64 */
};
/* Index of a column, or VMT_EABSENT. */
VMT_API int vmt_table_find(const struct vmt_table *, const char *column);
/* The same of the register with this vmregs[] number. */
VMT_API int vmt_table_register(const struct vmt_table *, uint64_t number);

#define VMT_MAX_TABLES 4096
#define VMT_MAX_COLUMNS 1024
#define VMT_CHUNK_ROWS 65536   /* most rows of a chunk */
#define VMT_NO_CPU 0xffffffffu /* group of rows that belong to no CPU */

struct vmt_fact {
	const char *key, *value;
};

/* One instant on every clock: the session's own, then ns. */
struct vmt_clock {
	uint64_t time, mono, boot, real;
};

/* How times from time0 on become ns: of CLOCK_MONOTONIC and of CLOCK_REALTIME. */
struct vmt_fix {
	uint64_t time0;
	uint64_t mono0, real0;
	uint32_t mono_mult, real_mult;
	uint8_t mono_shift, real_shift;
};
VMT_API uint64_t vmt_fix_mono(const struct vmt_fix *, uint64_t time);
VMT_API uint64_t vmt_fix_real(const struct vmt_fix *, uint64_t time);

/* ---- Writing ---- */

/* Rows on their way into chunks: one per table and CPU, filled by one thread. */
struct vmt_stage;
VMT_API int vmt_stage_new(struct vmt_stage **, const struct vmt_table *);
VMT_API void vmt_stage_free(struct vmt_stage *);
VMT_API uint32_t vmt_stage_rows(const struct vmt_stage *);
/*
 * Begins a row and returns where its integers go: store column c at row[c * VMT_STAGE_STRIDE]
 * (a signed value sign-extended; what is not stored is 0), then vmt_stage_end(). A full tile
 * of 1,024 rows is transposed into columns. A row begun and not ended is forgotten by the next.
 * NULL: out of memory.
 */
VMT_API uint64_t *vmt_stage_begin(struct vmt_stage *);
#define VMT_STAGE_STRIDE 1
/*
 * Of the row begun: a value is absent (VMT_NULLABLE); bytes of a VMT_VAR or VMT_FIXED column;
 * list values. A value takes at most 1 MiB: VMT_EINVAL.
 */
VMT_API void vmt_stage_null(struct vmt_stage *, uint32_t column);
VMT_API int vmt_stage_bytes(struct vmt_stage *, uint32_t column, const void *, uint32_t size);
VMT_API int vmt_stage_list(struct vmt_stage *, uint32_t column, const uint64_t *, uint32_t n);
VMT_API void vmt_stage_end(struct vmt_stage *);
/* Rows whose time is at most t (they come first), and dropping the first n rows. */
VMT_API uint32_t vmt_stage_until(const struct vmt_stage *, uint64_t t);
VMT_API void vmt_stage_drop(struct vmt_stage *, uint32_t n);

/*
 * Where bytes go; all is taken, or a call fails (negative enum vmt_error, errno set). rewrite
 * and resize are NULL where what was written stays, as in a pipe; offsets and sizes count from
 * the first byte written, bytes added by resize are 0, and write goes on at the end. With them
 * small rounds are written again together, as large chunks that take less room.
 */
struct vmt_sink {
	int (*write)(void *self, const void *data, size_t size);
	void *self;
	int (*rewrite)(void *self, uint64_t offset, const void *data, size_t size);
	int (*resize)(void *self, uint64_t size);
};

struct vmt_writer;
struct vmt_writer_options {
	size_t size; /* of this struct */
	int level;   /* zstd's, negative is faster; VMT_LEVEL_NONE: none. 0 is the default, 1 */
	bool footer; /* write the index at the end (a seekable or finished output) */
};
#define VMT_LEVEL_NONE -100

/*
 * Begins a session in the sink: id is random (getrandom), tables and facts are copied.
 * VMT_EINVAL: beyond the limits of docs/FORMAT.md.
 */
VMT_API int vmt_writer_open(struct vmt_writer **, const struct vmt_sink *,
			    const struct vmt_writer_options *, const struct vmt_table *tables,
			    uint32_t ntables, const struct vmt_fact *facts, uint32_t nfacts,
			    const struct vmt_clock *start, uint64_t ticks_per_second);
/* One CPU's share of a chunk: `rows` rows of a stage from `first` on, which stay there. */
struct vmt_part {
	uint32_t cpu, rows;
	const struct vmt_stage *stage;
	uint32_t first;
};
/*
 * Writes the parts' rows as chunks of at most VMT_CHUNK_ROWS rows. VMT_EINVAL: CPUs do not
 * strictly ascend, time decreases within a part (to a sink that is rewritten: of a CPU from
 * call to call), or a row is not after the last round; such rows are not written. A failing sink
 * ends the writer: every later call returns its error, and what was written before stays whole.
 */
VMT_API int vmt_writer_rows(struct vmt_writer *, uint32_t table, const struct vmt_part *,
			    uint32_t nparts);
/*
 * Ends a round: every row up to now->time has been given, and none beyond (VMT_EINVAL). Fixes
 * the time of later chunks.
 */
VMT_API int vmt_writer_round(struct vmt_writer *, const struct vmt_clock *now);
/*
 * Ends the session (cause: text for the reader of at most 4,096 bytes, "" when asked for) and
 * writes the footer.
 */
VMT_API int vmt_writer_end(struct vmt_writer *, const struct vmt_clock *now, const char *cause);
/* Of the rows to come, as in the options. VMT_ENOMEM. */
VMT_API int vmt_writer_set_level(struct vmt_writer *, int level);
VMT_API uint64_t vmt_writer_bytes(const struct vmt_writer *);
VMT_API void vmt_writer_free(struct vmt_writer *);

/*
 * The latest rounds of a session as they were encoded, for a flight recorder: a writer without a
 * footer writes into the loop's sink. Of its rounds the oldest are forgotten while all take more
 * than `bytes`, or while the others are `ns` long (0: whatever their length). The newest stays.
 */
struct vmt_loop;
VMT_API int vmt_loop_new(struct vmt_loop **, uint64_t bytes, uint64_t ns);
VMT_API void vmt_loop_free(struct vmt_loop *);
VMT_API const struct vmt_sink *vmt_loop_sink(const struct vmt_loop *);

struct vmt_loop_info {
	struct vmt_clock start, end; /* what is kept is later than start, and not than end */
	uint64_t rounds, bytes;	     /* kept */
	uint64_t forgotten;	     /* rounds */
};
VMT_API void vmt_loop_info(const struct vmt_loop *, struct vmt_loop_info *);
/*
 * Writes what a loop keeps as the next rounds of a session that was opened with the loop's
 * tables and `start`. Rows given before, up to that time, become a round of their own: what
 * those of forgotten rounds said and the others need. VMT_EINVAL: there are such rows and no
 * round was forgotten; the session is of another start, had a round, or its sink can be rewritten.
 */
VMT_API int vmt_writer_loop(struct vmt_writer *, const struct vmt_loop *);

/* ---- Reading ---- */

/*
 * A trace is read once, from front to back, whether it comes from a file or a pipe:
 *
 *	vmt_reader_open(&reader, ...)
 *	while (vmt_reader_next(reader, &session) > 0)
 *		while (vmt_session_round(session, &round) > 0)
 *			... vmt_chunk_read() of the round's chunks
 *
 * Memory is bounded in the trace's length: a session holds its opening and schema, a round the
 * directories of its chunks, of a pipe their blocks as well. A round is the caller's to keep.
 */
struct vmt_reader;
struct vmt_session;
struct vmt_round;
struct vmt_chunk;

/* What was found damaged or missing, as it is met. */
struct vmt_damage {
	uint64_t offset, bytes;
	const char *what; /* "block of a column is damaged", "section cut short" ... */
	bool harmless; /* nothing was lost by it: a missing footer, a session that is there twice */
	bool known;    /* it was found before, and the trace repaired since */
};
typedef void vmt_damage_fn(void *self, const struct vmt_damage *);

#define VMT_READ_ALL 0x1 /* footers are not used but read as the rest is: nothing goes unseen */

/*
 * Opens a file, a pipe, or a descriptor (-1: path is opened), which stays the caller's. Of a
 * file every session is found now. Damage is told when it is met, of a block once, from the
 * thread that is in vmt_chunk_read().
 */
VMT_API int vmt_reader_open(struct vmt_reader **, const char *path, int fd, unsigned int flags,
			    vmt_damage_fn *, void *self);
/* After its sessions and rounds. */
VMT_API void vmt_reader_free(struct vmt_reader *);
/* It reads a pipe: the next session comes when the one before has given its last round. */
VMT_API bool vmt_reader_streams(const struct vmt_reader *);
/* The file's size; of a pipe, what was read of it. */
VMT_API uint64_t vmt_reader_bytes(const struct vmt_reader *);
/*
 * The next session in file order, its first round read ahead: 1; 0: there is none; an error.
 * A session that is in the file twice comes once, one of which nothing can be read not at all.
 */
VMT_API int vmt_reader_next(struct vmt_reader *, struct vmt_session **);
VMT_API void vmt_session_free(struct vmt_session *);

struct vmt_session_info {
	uint8_t id[16];
	uint32_t ntables;
	const struct vmt_table *tables;
	uint32_t nfacts;
	const struct vmt_fact *facts;
	uint64_t ticks_per_second; /* of the session's clock, nominal */
	struct vmt_clock start;
	/* Of the rounds so far; when the last was given, of the session. */
	uint64_t rounds;
	struct vmt_clock end;	/* the end's, else the last watermark's, else start */
	struct vmt_fix end_fix; /* of end.time, continuous with the chunks'; start is as measured */
	bool ended;		/* false: cut or killed */
	const char *cause;	/* why it ended, "" when asked for */
	uint64_t offset, bytes; /* of its sections in the file, from the first, footer apart */
};
/* Stays where it is while rounds fill it in. */
VMT_API const struct vmt_session_info *vmt_session_info(const struct vmt_session *);
/* A fact's value, or NULL. */
VMT_API const char *vmt_session_fact(const struct vmt_session *, const char *key);
VMT_API int vmt_session_table(const struct vmt_session *, const char *name);

/* What lies between two watermarks. */
struct vmt_round_info {
	uint64_t index;	      /* from 0 */
	struct vmt_clock end; /* of the watermark behind it, or of the session's end */
	struct vmt_fix end_fix;
	uint32_t nchunks;
	const struct vmt_chunk *const *chunks; /* in file order */
};
/*
 * The next round, to be freed before the session is: 1; 0: the session is through. VMT_EIO
 * with errno EINTR: a signal came while a pipe had nothing; try again or give up.
 */
VMT_API int vmt_session_round(struct vmt_session *, struct vmt_round **);
/* The session's first round, before it was given; NULL: there is none, or it was. */
VMT_API const struct vmt_round_info *vmt_session_peek(const struct vmt_session *);
VMT_API const struct vmt_round_info *vmt_round_info(const struct vmt_round *);
VMT_API void vmt_round_free(struct vmt_round *);

/* One CPU's rows in a chunk. */
struct vmt_group {
	uint32_t cpu, first, rows;
	uint64_t min_time, max_time;
};
/* A column's block: its zone map and where it lies. */
struct vmt_block {
	uint8_t codec;		   /* name by vmt_codec_name() */
	uint8_t compressed;	   /* zstd */
	uint8_t validity;	   /* 0 all valid, 1 none, 2 bitmap, 3 lost in a repair */
	uint16_t key;		   /* column whose order its rows are stored in; 0: their own */
	uint32_t valid;		   /* rows that are */
	uint64_t min, max;	   /* of the valid rows, in the type's signedness; 0 if none */
	uint64_t offset;	   /* in the file */
	uint32_t bytes, raw_bytes; /* stored, and before zstd */
};
struct vmt_chunk_info {
	uint32_t table, rows;
	uint32_t ngroups, nblocks; /* nblocks == ncolumns of the table */
	const struct vmt_group *groups;
	const struct vmt_block *blocks;
	uint32_t nfixes; /* at least 1: each holds until the next, by ascending time0 */
	const struct vmt_fix *fixes;
	uint64_t offset, bytes;
};
/* ns of a row's time. */
VMT_API uint64_t vmt_chunk_mono(const struct vmt_chunk_info *, uint64_t time);
VMT_API uint64_t vmt_chunk_real(const struct vmt_chunk_info *, uint64_t time);
/* The same of many times at once; ns may be times. */
VMT_API void vmt_chunk_mono_rows(const struct vmt_chunk_info *, const uint64_t *times, uint32_t n,
				 uint64_t *ns);
VMT_API void vmt_chunk_real_rows(const struct vmt_chunk_info *, const uint64_t *times, uint32_t n,
				 uint64_t *ns);
VMT_API const struct vmt_chunk_info *vmt_chunk_info(const struct vmt_chunk *);
VMT_API const char *vmt_codec_name(uint8_t codec);

/*
 * A column of a chunk, decoded. Integers are 64-bit, zero- or sign-extended by their type.
 *   VMT_FLAT   values[row]
 *   VMT_CONST  values[0] for every row
 *   VMT_RUNS   values[i] for rows ends[i - 1] <= row < ends[i]; nvalues runs
 *   VMT_DICT   values[codes[row]], nvalues distinct values, all used
 *   VMT_BYTES  data[offsets[row] .. offsets[row + 1])
 *   VMT_LISTS  values[offsets[row] .. offsets[row + 1])
 * valid: bit row % 64 of word row / 64, NULL when every row is valid; an absent row's value
 * is unspecified but readable.
 */
enum vmt_view_kind { VMT_FLAT, VMT_CONST, VMT_RUNS, VMT_DICT, VMT_BYTES, VMT_LISTS };
struct vmt_view {
	enum vmt_view_kind kind;
	uint32_t rows, nvalues;
	const uint64_t *values;
	const uint32_t *ends, *codes, *offsets;
	const uint8_t *data;
	const uint64_t *valid;
};
/* Workspace that a view's memory lives in, one per column kept at a time; reused. */
struct vmt_scratch;
VMT_API int vmt_scratch_new(struct vmt_scratch **);
VMT_API void vmt_scratch_free(struct vmt_scratch *);
/*
 * Reads and decodes one column. VMT_EDAMAGE: reported, its rows are lost for this column;
 * VMT_ELOST: they were before. Neither is absent: the rows had values.
 */
VMT_API int vmt_chunk_read(const struct vmt_chunk *, uint32_t column, struct vmt_scratch *,
			   struct vmt_view *);
/* Copies rows [first, first + n) of an integer view as flat values. */
VMT_API void vmt_view_flatten(const struct vmt_view *, uint32_t first, uint32_t n, uint64_t *out);

/* ---- Copying ---- */

struct vmt_copied {
	uint64_t rounds, chunks, rows, bytes; /* written; of rows those that there were */
	uint64_t blocks;		      /* columns of chunks that are marked lost */
	uint64_t values;		      /* and their rows */
	uint64_t dropped; /* chunks without their times, which are worth nothing */
};

/* Rows of a table that are there from a session's beginning. */
struct vmt_addition {
	const struct vmt_table *table;
	const struct vmt_stage *rows; /* of no CPU, and not later than the session's first round */
};

/* What a copy says beyond its original. Zeroed: nothing. */
struct vmt_changes {
	const char *repaired; /* added to the facts by that name, if not NULL */
	uint32_t nadditions;  /* of different tables */
	const struct vmt_addition *additions;
};

/*
 * Writes what can be read of a session, of which no round was taken yet, as a whole one of the
 * same id: blocks as they are stored, those that are damaged marked lost, an end if it had
 * none, a footer. A whole session comes out the same to the byte, but for the changes. Added
 * tables are declared unless the session has them; their rows stand in the first round, behind
 * those that the table had. What reading a round, or the sink, can fail with; VMT_EINVAL: the
 * session has such a table of other columns, or no round, or rows that are later.
 */
VMT_API int vmt_session_copy(struct vmt_session *, const struct vmt_sink *,
			     const struct vmt_changes *, struct vmt_copied *);

#endif
