/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/guest_census.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"
#include "report/room.h"
#include "report/world/facts.h"
#include "report/world/guest_spells.h"

#define MOST_VMS 65536 /* a VM's number has 16 bits */
#define CPL_USER 3

struct end {
	uint32_t number;
	uint64_t until;
};

/* Looks at a VM that found one kernel, one after the other. */
struct reign {
	uint32_t vm, image;
	uint64_t begin;	    /* of the first of them */
	uint64_t confirmed; /* begin of the last that saw threads; 0: none did */
};

struct guest_census {
	struct strpool *pool;
	uint32_t nentries, room_entries;
	struct guest_entry *entries; /* settled: by number */
	uint32_t nends, room_ends;
	struct end *ends; /* settled: by number, the earliest first */
	uint32_t nreigns, room_reigns, room_sorted;
	struct reign *reigns; /* of a VM: by time */
	struct reign *sorted; /* the same, by VM and time */
	uint32_t nvms, room_vms;
	uint32_t *latest; /* by VM: its last reign, + 1 */
	uint32_t nprocesses, room_processes;
	struct guest_process *processes; /* from 1 */
	uint32_t mask, *slots;		 /* a hash table of them */
	struct guest_spells *spells;
	uint64_t forgotten;
	uint32_t version;
	bool stale;
};

int guest_census_new(struct guest_census **out, struct strpool *pool)
{
	struct guest_census *c = calloc(1, sizeof(*c));

	if (!c || guest_spells_new(&c->spells)) {
		free(c);
		return -ENOMEM;
	}
	c->pool = pool;
	*out = c;
	return 0;
}

void guest_census_free(struct guest_census *c)
{
	if (!c)
		return;
	guest_spells_free(c->spells);
	free(c->entries);
	free(c->ends);
	free(c->reigns);
	free(c->sorted);
	free(c->latest);
	free(c->processes);
	free(c->slots);
	free(c);
}

/* ---- Processes ---- */

static uint32_t *slot_of(const struct guest_census *c, const struct guest_process *p)
{
	uint32_t at = (p->pid * 0x9e3779b1u) ^ p->name->hash;

	for (;; at++) {
		uint32_t *slot = &c->slots[at & c->mask];
		const struct guest_process *have = &c->processes[*slot];

		if (!*slot || (have->pid == p->pid && have->name == p->name))
			return slot;
	}
}

static int grow_slots(struct guest_census *c)
{
	uint32_t mask = c->mask ? c->mask * 2 + 1 : 255,
		 *slots = calloc(mask + 1ull, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	free(c->slots);
	c->slots = slots;
	c->mask = mask;
	for (uint32_t i = 1; i < c->nprocesses; i++)
		*slot_of(c, &c->processes[i]) = i;
	return 0;
}

static int get_process(struct guest_census *c, uint32_t pid, const struct str *name, uint32_t *out)
{
	const struct guest_process p = { pid, name };
	uint32_t *slot;

	if (room_for((void **)&c->processes, &c->room_processes, sizeof(p), c->nprocesses + 2ull))
		return -ENOMEM;
	c->nprocesses += !c->nprocesses;
	if (c->nprocesses >= c->mask / 2 && grow_slots(c))
		return -ENOMEM;
	slot = slot_of(c, &p);
	if (!*slot) {
		c->processes[c->nprocesses] = p;
		*slot = c->nprocesses++;
	}
	*out = *slot;
	return 0;
}

const struct guest_process *guest_census_process(const struct guest_census *c, uint32_t number)
{
	return number && number < c->nprocesses ? &c->processes[number] : NULL;
}

/* ---- Rows ---- */

enum {
	TASK_VM,
	TASK_ENTRY,
	TASK_FROM,
	TASK_PID,
	TASK_TGID,
	TASK_PPID,
	TASK_ROOT,
	TASK_USER_ROOT,
	TASK_STACK,
	TASK_STACK_SIZE,
	TASK_FLAGS,
	TASK_COMM,
	TASK_LEADER,
	TASK_COLUMNS
};
static const char *const task_columns[TASK_COLUMNS] = {
	VMT_C_VM,    VMT_C_ENTRY, VMT_C_FROM,	   VMT_C_PID,	VMT_C_TGID,
	VMT_C_PPID,  VMT_C_ROOT,  VMT_C_USER_ROOT, VMT_C_STACK, VMT_C_STACK_SIZE,
	VMT_C_FLAGS, VMT_C_COMM,  VMT_C_LEADER,
};
enum { END_ENTRY, END_UNTIL, END_COLUMNS };
static const char *const end_columns[END_COLUMNS] = { VMT_C_ENTRY, VMT_C_UNTIL };
enum { LOOK_OF, LOOK_BEGAN, LOOK_FOUND, LOOK_SAW, LOOK_USED };
static const char *const look_columns[LOOK_USED] = { VMT_C_VM, VMT_C_BEGIN, VMT_C_IMAGE,
						     VMT_C_TASKS };

static bool has_all(const struct facts_row *r, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!facts_has(r, i))
			return false;
	return true;
}

static int add_task(void *self, const struct facts_row *r)
{
	struct guest_census *c = self;
	struct guest_entry e = {
		.vm = facts_int(r, TASK_VM),
		.number = facts_int(r, TASK_ENTRY),
		.from = facts_int(r, TASK_FROM),
		.pid = facts_int(r, TASK_PID),
		.tgid = facts_int(r, TASK_TGID),
		.ppid = facts_int(r, TASK_PPID),
		.root = facts_int(r, TASK_ROOT),
		.user_root = facts_int(r, TASK_USER_ROOT),
		.stack = facts_int(r, TASK_STACK),
		.stack_size = facts_int(r, TASK_STACK_SIZE),
		.flags = facts_int(r, TASK_FLAGS),
		.comm = facts_text(r, TASK_COMM, c->pool),
	};
	const struct str *leader = facts_text(r, TASK_LEADER, c->pool);

	/* of what is damaged in part nobody knows whom it would name */
	if (!has_all(r, TASK_COLUMNS) || e.vm >= MOST_VMS)
		return 0;
	if (!e.comm || !leader || get_process(c, e.tgid, leader, &e.process) ||
	    room_for((void **)&c->entries, &c->room_entries, sizeof(e), c->nentries + 1ull))
		return -ENOMEM;
	c->entries[c->nentries++] = e;
	c->stale = true;
	return 0;
}

static int add_end(void *self, const struct facts_row *r)
{
	struct guest_census *c = self;
	/* when that is damaged, at 0: it may never have been there */
	struct end e = { facts_int(r, END_ENTRY), facts_int(r, END_UNTIL) };

	if (room_for((void **)&c->ends, &c->room_ends, sizeof(e), c->nends + 1ull))
		return -ENOMEM;
	c->ends[c->nends++] = e;
	c->stale = true;
	return 0;
}

static int get_latest(struct guest_census *c, uint32_t vm, uint32_t **latest)
{
	if (room_for((void **)&c->latest, &c->room_vms, sizeof(*c->latest), vm + 1ull))
		return -ENOMEM;
	while (c->nvms <= vm)
		c->latest[c->nvms++] = 0;
	*latest = &c->latest[vm];
	return 0;
}

static int begin_reign(struct guest_census *c, const struct reign *r, uint32_t *latest)
{
	if (room_for((void **)&c->reigns, &c->room_reigns, sizeof(*r), c->nreigns + 1ull))
		return -ENOMEM;
	c->reigns[c->nreigns++] = *r;
	*latest = c->nreigns;
	return 0;
}

static int add_look(void *self, const struct facts_row *r)
{
	struct guest_census *c = self;
	struct reign look = {
		.vm = facts_int(r, LOOK_OF),
		.image = facts_int(r, LOOK_FOUND),
		.begin = facts_int(r, LOOK_BEGAN),
	};
	struct reign *reign;
	uint32_t *latest;

	if (!has_all(r, LOOK_USED) || !look.image || look.vm >= MOST_VMS)
		return 0;
	if (get_latest(c, look.vm, &latest))
		return -ENOMEM;
	reign = *latest ? &c->reigns[*latest - 1] : NULL;
	if (reign && look.begin < reign->begin)
		return 0;
	if ((!reign || reign->image != look.image) && begin_reign(c, &look, latest))
		return -ENOMEM;
	reign = &c->reigns[*latest - 1];
	/* a look that saw no thread says nothing of them */
	if (facts_int(r, LOOK_SAW) && look.begin > reign->confirmed)
		reign->confirmed = look.begin;
	c->stale = true;
	return 0;
}

int guest_census_add(struct guest_census *c, const struct vmt_session *s,
		     const struct vmt_round_info *round)
{
	return facts_each(s, round, VMT_T_GUEST_LOOK, look_columns, LOOK_USED, add_look, c)
		       ?: facts_each(s, round, VMT_T_GUEST_TASK, task_columns, TASK_COLUMNS,
				     add_task, c)
		       ?: facts_each(s, round, VMT_T_GUEST_END, end_columns, END_COLUMNS, add_end,
				     c);
}

/* ---- When they hold ---- */

static int by_number(const void *one, const void *other)
{
	const struct guest_entry *a = one, *b = other;

	return a->number < b->number ? -1 : a->number > b->number;
}

static int by_end(const void *one, const void *other)
{
	const struct end *a = one, *b = other;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->until < b->until ? -1 : a->until > b->until;
}

static int by_vm(const void *one, const void *other)
{
	const struct reign *a = one, *b = other;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/*
 * Until when an entry without an end holds: by the VM's last reign that began before it, or the
 * first, for what a session goes on with may be older than all looks in it.
 */
static uint64_t last_seen(const struct guest_census *c, const struct guest_entry *e)
{
	const struct reign want = { .vm = e->vm, .begin = e->from };
	uint32_t low = 0, high = c->nreigns;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (by_vm(&c->sorted[mid], &want) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low && c->sorted[low - 1].vm == e->vm)
		low--;
	return low < c->nreigns && c->sorted[low].vm == e->vm ? c->sorted[low].confirmed : 0;
}

/* Numbers that come twice are nobody's; of several ends the first counts. */
static void join_ends(struct guest_census *c)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < c->nentries; i++) {
		struct guest_entry *e = &c->entries[i];

		e->wrong |= i && c->entries[i - 1].number == e->number;
		if (e->wrong && i && c->entries[i - 1].number == e->number)
			c->entries[i - 1].wrong = true;
		while (k < c->nends && c->ends[k].number < e->number)
			k++;
		e->ended = k < c->nends && c->ends[k].number == e->number;
		e->until = e->ended ? c->ends[k].until : last_seen(c, e);
	}
}

static int sort(struct guest_census *c)
{
	if (room_for((void **)&c->sorted, &c->room_sorted, sizeof(*c->sorted), c->nreigns))
		return -ENOMEM;
	if (c->nreigns) {
		memcpy(c->sorted, c->reigns, c->nreigns * sizeof(*c->sorted));
		qsort(c->sorted, c->nreigns, sizeof(*c->sorted), by_vm);
	}
	if (c->nentries)
		qsort(c->entries, c->nentries, sizeof(*c->entries), by_number);
	if (c->nends)
		qsort(c->ends, c->nends, sizeof(*c->ends), by_end);
	return 0;
}

void guest_census_forget(struct guest_census *c, uint64_t time)
{
	c->forgotten = time;
}

static void forget(struct guest_census *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->nentries; i++)
		if (!c->entries[i].ended || c->entries[i].until > c->forgotten)
			c->entries[n++] = c->entries[i];
	c->nentries = n;
	n = 0;
	for (uint32_t i = 0; i < c->nends; i++)
		if (c->ends[i].until > c->forgotten)
			c->ends[n++] = c->ends[i];
	c->nends = n;
}

/* ---- What they hold ---- */

#define PAGE (1u << GUEST_STACK_PAGE)
#define MOST_STACK (PAGE << (GUEST_SPELL_KINDS - 1 - GUEST_BY_STACK))

static int claim(struct guest_census *c, const struct guest_entry *e, uint32_t kind, uint64_t key,
		 uint32_t process)
{
	return guest_spells_claim(c->spells, &(struct guest_spell){
						     .vm = e->vm,
						     .kind = kind,
						     .key = key,
						     .from = e->from,
						     .until = e->until,
						     .process = process,
					     });
}

/* Kernels lay them on multiples of their size, which is a power of two. */
static int claim_stack(struct guest_census *c, const struct guest_entry *e)
{
	uint32_t size = e->stack_size;

	if (!e->stack || size < PAGE || size > MOST_STACK || size & (size - 1) ||
	    e->stack & (size - 1))
		return 0;
	return claim(c, e, GUEST_BY_STACK + __builtin_ctz(size) - GUEST_STACK_PAGE, e->stack,
		     e->process);
}

static int claim_tables(struct guest_census *c, const struct guest_entry *e)
{
	int rc = e->user_root ? claim(c, e, GUEST_BY_TABLE, e->user_root, e->process) : 0;

	if (!rc && e->user_root && e->user_root != e->root)
		rc = claim(c, e, GUEST_BY_ENTRY, e->user_root, e->process);
	return rc;
}

/* What is a kernel's table, too, does not tell that user mode was just left. */
static int deny_entry(struct guest_census *c, const struct guest_entry *e)
{
	return e->root && guest_spells_claimed(c->spells, e->vm, GUEST_BY_ENTRY, e->root)
		       ? claim(c, e, GUEST_BY_ENTRY, e->root, 0)
		       : 0;
}

static int claim_all(struct guest_census *c,
		     int (*claim_of)(struct guest_census *, const struct guest_entry *))
{
	int rc = 0;

	for (uint32_t i = 0; i < c->nentries && !rc; i++)
		if (!c->entries[i].wrong)
			rc = claim_of(c, &c->entries[i]);
	return rc;
}

int guest_census_settle(struct guest_census *c)
{
	if (!c->stale)
		return 0;
	if (sort(c))
		return -ENOMEM;
	join_ends(c);
	forget(c);
	guest_spells_clear(c->spells);
	if (claim_all(c, claim_stack) || claim_all(c, claim_tables) || claim_all(c, deny_entry) ||
	    guest_spells_settle(c->spells))
		return -ENOMEM;
	c->version++;
	c->stale = false;
	return 0;
}

uint32_t guest_census_version(const struct guest_census *c)
{
	return c->version;
}

/* ---- Asking ---- */

bool guest_census_isolates(const struct guest_census *c, uint64_t vm)
{
	return guest_spells_kinds(c->spells, vm) >> GUEST_BY_ENTRY & 1;
}

/* Of each size that the VM has stacks of one could hold the address. */
static uint32_t find_stack(const struct guest_census *c, uint32_t vm, uint64_t address,
			   uint64_t time, uint64_t *from, uint64_t *until)
{
	uint32_t sizes = guest_spells_kinds(c->spells, vm) >> GUEST_BY_STACK, found = 0;

	for (uint32_t i = 0; sizes >> i; i++) {
		uint64_t first, last;
		uint32_t process;

		if (!(sizes >> i & 1))
			continue;
		process = guest_spells_find(c->spells, vm, GUEST_BY_STACK + i,
					    address & -((uint64_t)PAGE << i), time, &first, &last);
		if (process)
			found = !found || found == process ? process : GUEST_CONTESTED;
		*from = first > *from ? first : *from;
		*until = last < *until ? last : *until;
	}
	return found;
}

uint32_t guest_census_find(const struct guest_census *c, uint64_t vm, enum guest_by by,
			   uint64_t key, uint64_t time, uint64_t *from, uint64_t *until)
{
	uint32_t process;

	*from = 0;
	*until = UINT64_MAX;
	if (!guest_spells_kinds(c->spells, vm))
		return 0;
	process = by == GUEST_BY_STACK
			  ? find_stack(c, vm, key, time, from, until)
			  : guest_spells_find(c->spells, vm, by, key, time, from, until);
	return process == GUEST_CONTESTED ? 0 : process;
}

static uint32_t find_now(const struct guest_census *c, const struct guest_whom *w, enum guest_by by)
{
	uint64_t key = by == GUEST_BY_STACK ? w->rsp - 1 : w->table, from, until;

	if (by == GUEST_BY_STACK ? !w->has_rsp : !w->has_table)
		return 0;
	return guest_census_find(c, w->vm, by, key, w->time, &from, &until);
}

uint32_t guest_census_whom(const struct guest_census *c, const struct guest_whom *w)
{
	if (w->cpl)
		return w->cpl == CPL_USER ? find_now(c, w, GUEST_BY_TABLE) : 0;
	return find_now(c, w, GUEST_BY_ENTRY) ?: find_now(c, w, GUEST_BY_STACK);
}

uint32_t guest_census_count(const struct guest_census *c)
{
	return c->nentries;
}

const struct guest_entry *guest_census_entry(const struct guest_census *c, uint32_t i)
{
	return &c->entries[i];
}
