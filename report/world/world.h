/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.h - the traces of a run as one world: sessions, who their tasks and VMs are, the
 * names of their exit reasons. What a record does not hold is looked up here.
 */
#ifndef REPORT_WORLD_H
#define REPORT_WORLD_H

#include "format/vmt.h"
#include "format/vmt_tables.h"
#include "report/probe.h"
#include "report/value.h"

struct task {
	uint32_t tid, tgid, ppid, uid, gid;
	uint64_t start, cgroup;
	const struct str *comm, *leader; /* interned; "" when unknown */
	uint32_t
		thread; /* the first number that this thread had, under whatever name; 0: unknown */
};
struct vm {
	uint32_t tgid, order;
	uint8_t isa;
	bool nested_paging, paging_known;
	const struct str *name; /* "" when unknown */
};

#define WORLD_EXITS 2048
#define WORLD_STREAMS 256
struct world_names;  /* names of enum values */
struct world_file;   /* an open trace and who hears of its damage */
struct guests;	     /* guests.h */
struct guest_places; /* guest_names.h */
struct guest_census; /* guest_census.h */
struct guest_given;  /* report/guest/guest_given.h */

struct world_session {
	struct world *world;
	struct world_file *file;
	struct vmt_session *session;
	const struct vmt_session_info *info;
	uint32_t index; /* in world.sessions, in order of real time */
	uint8_t isa;	/* VMT_ISA_* */
	const struct str *host;
	uint32_t ntasks; /* tasks[1 .. ntasks - 1] by number; [0] is the unknown task */
	struct task *tasks;
	uint32_t nthreads; /* slots of a hash table by tid: the latest number that has it */
	uint32_t *threads;
	uint32_t used_threads;
	uint32_t nvms; /* the same */
	struct vm *vms;
	struct world_names *names;
	const struct str **exit_names; /* of the first WORLD_EXITS reasons; NULL: no name */
	uint64_t period;	       /* ns between ticks, 0 when not sampled */
	uint64_t hz;		       /* nominal */
	uint64_t lost[WORLD_STREAMS];  /* rows, of the rounds read so far */
	struct guests *guests;	       /* NULL unless they are wanted */
	/* NULL: nobody asked for names of addresses, and of processes */
	struct guest_places *places;
	struct guest_census *census;
};

struct world {
	struct strpool *pool;
	uint32_t nfiles;
	struct world_file *files;
	uint32_t nsessions;
	struct world_session *sessions;
	struct damage_log *damage; /* what was lost, and sessions without their end */
	int import_status;	   /* not 0: the import of another tool's file failed so */
	/*
	 * What rows show of guests' page tables is wanted: set before the first round is read.
	 * Rounds are then read ahead by as many as it takes.
	 */
	bool want_guests;
	bool names_guests; /* of sessions to come, too */
	const struct guest_given *given;
};

/*
 * Opens the files ("-" is stdin; "none" gives a world without sessions; a trace.dat or perf.data
 * comes by the pipe of an import) and reads the first
 * round of each session, which names the exits that programs may ask for. Of a pipe it has the
 * first session only: world_more(). Prints one line to stderr per damage and per file that
 * cannot be opened; -1 then for the latter.
 */
int world_open(struct world **, const char *const *paths, uint32_t n, struct strpool *);
/*
 * Reads on: the session's next round, its tasks, VMs and names learnt, to be freed by
 * vmt_round_free(). 1; 0: the session is through; -ENOMEM, -EINTR: a signal came while a pipe
 * had nothing. Pointers to tasks and VMs end with the call.
 */
int world_round(struct world_session *, struct vmt_round **);
/* The same in two steps: the first may run while other threads read chunks of earlier rounds. */
int world_read(struct world_session *, struct vmt_round **);
int world_learn(struct world_session *, const struct vmt_round *);
uint64_t world_bytes(const struct world *);	  /* of its files; 0 where one comes by a pipe */
bool world_streams(const struct world_session *); /* it comes by a pipe */
/*
 * Session i is through: the next of its pipe, if it came by one, takes its place behind i by
 * time. World_sessions may move. 0, -ENOMEM, -EINTR.
 */
int world_more(struct world *, uint32_t i);
void world_free(struct world *);
const struct task *world_task(const struct world_session *, uint64_t number);
/*
 * The thread that a task number is of, as what is kept by thread is keyed: another number for the
 * same thread, under a new name or from another source, gives the same. Of all sessions.
 */
#define WORLD_IDLE (1u << 31)
uint64_t world_thread(const struct world_session *, uint32_t cpu, uint64_t number);
const struct vm *world_vm(const struct world_session *, uint64_t number);
/* "CPUID", or "0x1f" for a reason without a name; interned. */
const struct str *world_exit_name(const struct world_session *, uint32_t reason);
/* A named value of a set (VMT_SET_*), interned, or NULL. */
const struct str *world_name(const struct world_session *, uint32_t set, uint64_t value);
/*
 * Guests' addresses and processes are to be named: by what the sessions hold, of which no round
 * was read yet, and the symbols given (NULL: none), which outlive the world. -ENOMEM.
 */
int world_name_guests(struct world *, const struct guest_given *);
/*
 * Adds the exits and entries that the sessions can hold, and the sampling rate. Without a
 * session every rate that profile-N takes is recorded: the virtual clock has them all.
 */
int world_probes(const struct world *, struct probe_set *);

#endif
