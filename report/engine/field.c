/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "report/engine/batch.h"

/* What a lane's value becomes; self is what the caller gave. */
typedef int64_t map_fn(struct batch *, const void *self, int64_t value);

static void set_one(int64_t value, int64_t *room, struct col *out)
{
	*room = value;
	*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
}

/* The lanes one by one, with a value of the caller's where there is none. */
static void fill_absent(struct batch *b, int64_t absent, int64_t *room, struct col *c)
{
	col_flatten(c, b->n, room);
	for (uint32_t i = 0; i < b->n; i++)
		if (!batch_valid(b, i))
			room[i] = absent;
	*c = (struct col){ .shape = COL_FLAT, .n = b->n, .v = room };
}

/* Maps a column's values and keeps its shape. What is absent maps from `absent`. */
static int map_column(struct batch *b, int column, int64_t absent, map_fn *map, const void *self,
		      int64_t *room, struct col *out)
{
	int state = batch_column(b, column, room, out);

	if (state < 0)
		return state;
	if (state == BATCH_NONE)
		set_one(absent, room, out);
	if (state == BATCH_SOME)
		fill_absent(b, absent, room, out);
	for (uint32_t i = 0; i < out->n; i++)
		room[i] = map(b, self, out->v[i]);
	out->v = room;
	return BATCH_EVERY;
}

static int text(struct batch *b, const char *s, int64_t *room, struct col *out)
{
	const struct str *str = strpool_get(b->pool, s, strlen(s));

	if (!str)
		return -ENOMEM;
	set_one(value_of_str(str), room, out);
	return BATCH_EVERY;
}

/* ---- Time ---- */

/* Time has no value that could stand for an absent one: it faults. */
typedef void fix_fn(const struct vmt_chunk_info *, const uint64_t *times, uint32_t n, uint64_t *ns);
static int map_time(struct batch *b, fix_fn *fix, int64_t *room, struct col *out)
{
	int state = batch_column(b, 0, room, out);

	if (state <= BATCH_NONE)
		return state;
	fix(b->cells->info, (const uint64_t *)out->v, out->n, (uint64_t *)room);
	out->v = room;
	return state;
}

static int get_timestamp(struct batch *b, int64_t *room, struct col *out)
{
	if (b->table)
		return map_time(b, vmt_chunk_mono_rows, room, out);
	set_one(b->moment->ns, room, out);
	return BATCH_EVERY;
}

/* How long a thread ran is not recorded; the reporter's moments count from the start. */
static int get_vtimestamp(struct batch *b, int64_t *room, struct col *out)
{
	if (b->table)
		return BATCH_NONE;
	set_one(b->moment->ns - (b->session ? b->session->info->start.mono : 0), room, out);
	return BATCH_EVERY;
}

static int get_walltimestamp(struct batch *b, int64_t *room, struct col *out)
{
	if (b->table)
		return map_time(b, vmt_chunk_real_rows, room, out);
	set_one(b->moment->real, room, out);
	return BATCH_EVERY;
}

/* ---- Who ---- */

static int get_cpu(struct batch *b, int64_t *room, struct col *out)
{
	set_one((int32_t)b->cpu, room, out);
	if (!b->whole || b->whole->ngroups == 1)
		return BATCH_EVERY;
	for (uint32_t g = 0; g < b->whole->ngroups; g++)
		room[g] = (int32_t)b->whole->groups[g].cpu;
	*out = (struct col){
		.shape = COL_RUNS, .n = b->whole->ngroups, .v = room, .index = b->group_ends
	};
	return BATCH_EVERY;
}

#define TASK_FIELD(field, of_task, of_reporter)                                                 \
	static int64_t task_##field(struct batch *b, const void *self, int64_t number)          \
	{                                                                                       \
		return of_task;                                                                 \
	}                                                                                       \
	static int get_##field(struct batch *b, int64_t *room, struct col *out)                 \
	{                                                                                       \
		if (b->table)                                                                   \
			return map_column(b, b->table->task, 0, task_##field, NULL, room, out); \
		set_one(of_reporter, room, out);                                                \
		return BATCH_EVERY;                                                             \
	}
#define TASK world_task(b->session, number)

TASK_FIELD(pid, (int32_t)TASK->tgid, getpid())
TASK_FIELD(tid, (int32_t)TASK->tid, getpid())
TASK_FIELD(ppid, (int32_t)TASK->ppid, getppid())
TASK_FIELD(uid, TASK->uid, getuid())
TASK_FIELD(gid, TASK->gid, getgid())
TASK_FIELD(execname, value_of_str(TASK->leader), value_of_str(strpool_get(b->pool, "vmtrace", 7)))
TASK_FIELD(threadname, value_of_str(TASK->comm), value_of_str(strpool_get(b->pool, "vmtrace", 7)))

static int get_host(struct batch *b, int64_t *room, struct col *out)
{
	if (!b->session)
		return text(b, "", room, out);
	set_one(value_of_str(b->session->host), room, out);
	return BATCH_EVERY;
}

static int64_t same(struct batch *b, const void *self, int64_t value)
{
	return value;
}

static int get_vmid(struct batch *b, int64_t *room, struct col *out)
{
	return map_column(b, b->table ? b->table->paging.vm : -1, 0, same, NULL, room, out);
}

static int get_vcpuid(struct batch *b, int64_t *room, struct col *out)
{
	if (b->table)
		return map_column(b, b->table->vcpu, -1, same, NULL, room, out);
	set_one(-1, room, out);
	return BATCH_EVERY;
}

static int get_cpl(struct batch *b, int64_t *room, struct col *out)
{
	return b->table ? batch_column(b, b->table->paging.cpl, room, out) : BATCH_NONE;
}

/* ---- What fired ---- */

static int64_t exit_name(struct batch *b, const void *self, int64_t reason)
{
	return value_of_str(world_exit_name(b->session, reason));
}

static int get_exitname(struct batch *b, int64_t *room, struct col *out)
{
	if (b->table && b->table->reason >= 0)
		return map_column(b, b->table->reason, REASON_UNKNOWN, exit_name, NULL, room, out);
	return text(b, "", room, out);
}

/* Each is a function of the firing; on many exits' probes at once, of the exit's reason. */
#define FIRING_FIELD(field, value)                                                             \
	static int64_t firing_##field(struct batch *b, const struct firing *f)                 \
	{                                                                                      \
		return value;                                                                  \
	}                                                                                      \
	static int64_t reason_##field(struct batch *b, const void *self, int64_t reason)       \
	{                                                                                      \
		const struct firing *f = &b->by_reason[reasons_index(b->reasons, reason)];     \
                                                                                               \
		return f->probe ? firing_##field(b, f) : 0;                                    \
	}                                                                                      \
	static int get_##field(struct batch *b, int64_t *room, struct col *out)                \
	{                                                                                      \
		if (!b->firing)                                                                \
			return map_column(b, b->table->reason, REASON_UNKNOWN, reason_##field, \
					  NULL, room, out);                                    \
		set_one(firing_##field(b, b->firing), room, out);                              \
		return BATCH_EVERY;                                                            \
	}
#define PROBE_TEXT(part) value_of_str(strpool_get(b->pool, f->probe->part, strlen(f->probe->part)))

FIRING_FIELD(probeprov, PROBE_TEXT(provider))
FIRING_FIELD(probemod, PROBE_TEXT(module))
FIRING_FIELD(probefunc, PROBE_TEXT(function))
FIRING_FIELD(probename, PROBE_TEXT(name))
FIRING_FIELD(epid, f->epid)
FIRING_FIELD(id, f->probe->id)

/* ---- What no trace of VM exits knows ---- */

static int get_zonename(struct batch *b, int64_t *room, struct col *out)
{
	return text(b, "global", room, out);
}

static int get_zero(struct batch *b, int64_t *room, struct col *out)
{
	set_one(0, room, out);
	return BATCH_EVERY;
}

int batch_field(struct batch *b, enum field field, int64_t *room, struct col *out)
{
	static int (*const get[FIELD_NR])(struct batch *, int64_t *, struct col *) = {
		[FIELD_TIMESTAMP] = get_timestamp,
		[FIELD_VTIMESTAMP] = get_vtimestamp,
		[FIELD_WALLTIMESTAMP] = get_walltimestamp,
		[FIELD_CPU] = get_cpu,
		[FIELD_PID] = get_pid,
		[FIELD_TID] = get_tid,
		[FIELD_PPID] = get_ppid,
		[FIELD_UID] = get_uid,
		[FIELD_GID] = get_gid,
		[FIELD_EXECNAME] = get_execname,
		[FIELD_THREADNAME] = get_threadname,
		[FIELD_PROBEPROV] = get_probeprov,
		[FIELD_PROBEMOD] = get_probemod,
		[FIELD_PROBEFUNC] = get_probefunc,
		[FIELD_PROBENAME] = get_probename,
		[FIELD_EPID] = get_epid,
		[FIELD_ID] = get_id,
		[FIELD_HOST] = get_host,
		[FIELD_VMID] = get_vmid,
		[FIELD_VCPUID] = get_vcpuid,
		[FIELD_CPL] = get_cpl,
		[FIELD_GUESTPROC] = batch_guestproc,
		[FIELD_GUESTCOMM] = batch_guestcomm,
		[FIELD_GUESTPID] = batch_guestpid,
		[FIELD_GUESTFUNC] = batch_guestfunc,
		[FIELD_EXITNAME] = get_exitname,
		[FIELD_ZONENAME] = get_zonename,
		[FIELD_ERRNO] = get_zero,
		[FIELD_IPL] = get_zero,
		[FIELD_STACKDEPTH] = get_zero,
		[FIELD_USTACKDEPTH] = get_zero,
		[FIELD_CALLER] = get_zero,
		[FIELD_UCALLER] = get_zero,
	};

	return get[field](b, room, out);
}

bool field_may_fault(enum field field)
{
	return field == FIELD_CPL || field == FIELD_GUESTPROC || field == FIELD_VTIMESTAMP ||
	       field == FIELD_TIMESTAMP || field == FIELD_WALLTIMESTAMP;
}
