/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads of a guest, by its lists: from init_task to each process's leader, from there to its
 * threads. The guest changes them meanwhile. Each element is read at once, and belongs to the list
 * only if it leads back to the one before: what was taken out of a list or used anew does not.
 * Then all is read again, a few times.
 */
#include <stdlib.h>
#include <string.h>

#include "format/growth.h"
#include "format/le.h"
#include "record/guest/guest_view.h"

#define TRIES 4
#define CPUS 8192u
#define PF_KTHREAD 0x200000u  /* include/linux/sched.h */
#define PIDS (1u << 22)	      /* PID_MAX_LIMIT of 64-bit kernels */
#define PTI_USER_ROOT 0x1000u /* arch/x86/include/asm/pgtable.h: PTI_PGTABLE_SWITCH_BIT */

static const enum guest_field task_fields[] = {
	FIELD_TASK_FLAGS,      FIELD_TASK_STACK,  FIELD_TASK_TASKS,  FIELD_TASK_MM,
	FIELD_TASK_PID,	       FIELD_TASK_TGID,	  FIELD_TASK_PARENT, FIELD_TASK_THREAD_NODE,
	FIELD_TASK_EXEC_ID,    FIELD_TASK_SIGNAL, FIELD_TASK_COMM,   FIELD_TASK_START,
	FIELD_TASK_REAL_START,
};

/* A task_struct, as it was read. */
struct raw_task {
	uint64_t address, mm, parent, signal;
	struct guest_list tasks, threads;
	struct guest_task task;
};

struct task_walk {
	struct guest_linux *g;
	struct guest_memory *memory;
	struct guest_tasks *tasks;
	struct guest_span span;
	uint64_t last_mm, last_root; /* a process's threads share them */
	/* of each task its real_parent */
	uint64_t *parents;
	uint32_t parents_room;
};

/* ---- One task ---- */

static int read_task(struct task_walk *w, uint64_t address, struct raw_task *raw)
{
	struct guest_linux *g = w->g;
	struct guest_span s = w->span;
	struct guest_task *t = &raw->task;
	const struct guest_field_place *comm = &g->layout.fields[FIELD_TASK_COMM];
	bool has_start = guest_layout_has(&g->layout, FIELD_TASK_START); /* since 5.5 */
	int error = guest_view_read(g, w->memory, address, s);

	if (error)
		return error;
	*raw = (struct raw_task){
		.address = address,
		.mm = guest_view_number(g, s, FIELD_TASK_MM),
		.parent = guest_view_number(g, s, FIELD_TASK_PARENT),
		.signal = guest_view_number(g, s, FIELD_TASK_SIGNAL),
		.tasks = guest_view_list(g, s, FIELD_TASK_TASKS),
		.threads = guest_view_list(g, s, FIELD_TASK_THREAD_NODE),
	};
	t->address = address;
	t->pid = guest_view_number(g, s, FIELD_TASK_PID);
	t->tgid = guest_view_number(g, s, FIELD_TASK_TGID);
	t->start = guest_view_number(g, s, has_start ? FIELD_TASK_START : FIELD_TASK_REAL_START);
	t->exec_id = guest_view_number(g, s, FIELD_TASK_EXEC_ID);
	t->stack = guest_view_number(g, s, FIELD_TASK_STACK);
	t->stack_size = g->facts.stack_size;
	if (guest_view_number(g, s, FIELD_TASK_FLAGS) & PF_KTHREAD)
		t->flags |= GUEST_TASK_KTHREAD;
	guest_view_text(t->comm, sizeof(t->comm), g->block + (comm->offset - s.offset), comm->size);
	return 0;
}

/* Where a process's page tables are; 0: that cannot be. */
static int read_root(struct task_walk *w, uint64_t mm, uint64_t *root)
{
	struct guest_linux *g = w->g;
	struct guest_place place;
	uint8_t pgd[8];
	int error;

	*root = w->last_root;
	if (mm == w->last_mm)
		return 0;
	error = guest_virt_read(w->memory, &g->paging, mm + g->layout.fields[FIELD_MM_PGD].offset,
				pgd, sizeof(pgd));
	if (!error)
		error = guest_virt_find(w->memory, &g->paging, le_get64(pgd), &place);
	if (error)
		return error;
	*root = place.gpa % GUEST_PAGE || (g->facts.pti && place.gpa & PTI_USER_ROOT) ? 0
										      : place.gpa;
	w->last_mm = mm;
	w->last_root = *root;
	return 0;
}

/* A kernel thread may use a process's memory for a while; that makes it none of the process's. */
static int find_roots(struct task_walk *w, struct raw_task *raw)
{
	struct guest_task *t = &raw->task;
	int error = 0;

	if (raw->mm && !(t->flags & GUEST_TASK_KTHREAD))
		error = read_root(w, raw->mm, &t->root);
	t->user_root = t->root && w->g->facts.pti ? t->root | PTI_USER_ROOT : t->root;
	return error;
}

static int add_task(struct task_walk *w, struct raw_task *raw, const char *leader)
{
	struct guest_tasks *list = w->tasks;
	void *more;
	int error = find_roots(w, raw);

	if (error)
		return error;
	if (list->n == GUEST_LINUX_THREADS)
		return -E2BIG;
	more = growth_one(list->tasks, list->n, &list->room, sizeof(*list->tasks));
	if (!more)
		return -ENOMEM;
	list->tasks = more;
	more = growth_one(w->parents, list->n, &w->parents_room, sizeof(*w->parents));
	if (!more)
		return -ENOMEM;
	w->parents = more;
	memcpy(raw->task.leader, leader, sizeof(raw->task.leader));
	w->parents[list->n] = raw->parent;
	list->tasks[list->n++] = raw->task;
	return 0;
}

/* ---- Idle tasks ---- */

static int add_idle(struct task_walk *w, struct raw_task *raw)
{
	raw->task.flags |= GUEST_TASK_IDLE | GUEST_TASK_LEADER | GUEST_TASK_KTHREAD;
	return add_task(w, raw, raw->task.comm);
}

static bool is_idle(const struct raw_task *raw)
{
	return !raw->task.pid && !raw->task.tgid && !strncmp(raw->task.comm, "swapper", 7);
}

static int read_number(struct task_walk *w, uint64_t address, void *to, size_t n)
{
	return address ? guest_virt_read(w->memory, &w->g->paging, address, to, n) : -EFAULT;
}

/* Of a CPU that never was there is nothing at the address, or none that is idle. */
static int add_idle_of(struct task_walk *w, uint64_t per_cpu)
{
	struct raw_task raw;
	uint8_t b[8];
	int error = read_number(w, w->g->anchors[ANCHOR_IDLE_THREADS] + per_cpu, b, sizeof(b));

	if (!error && le_get64(b) && le_get64(b) != w->g->anchors[ANCHOR_INIT_TASK]) {
		error = read_task(w, le_get64(b), &raw);
		if (!error && is_idle(&raw))
			error = add_idle(w, &raw);
	}
	return error == -EFAULT ? 0 : error;
}

/* The boot CPU's is init_task. */
static int add_idles(struct task_walk *w)
{
	const uint64_t *anchors = w->g->anchors;
	uint8_t n[4], offset[8];

	if (!anchors[ANCHOR_IDLE_THREADS] || !anchors[ANCHOR_PER_CPU_OFFSET] ||
	    read_number(w, anchors[ANCHOR_NR_CPU_IDS], n, sizeof(n)))
		return 0;
	for (uint32_t cpu = 0; cpu < le_get32(n) && cpu < CPUS; cpu++) {
		int error = read_number(w, anchors[ANCHOR_PER_CPU_OFFSET] + 8ull * cpu, offset,
					sizeof(offset));

		if (error == -EFAULT)
			return 0;
		if (!error)
			error = add_idle_of(w, le_get64(offset));
		if (error)
			return error;
	}
	return 0;
}

/* ---- Processes ---- */

static bool is_pid(uint32_t pid)
{
	return pid && pid < PIDS;
}

/* A thread of the leader's whose place in the list leads back to `before`. */
static int add_thread(struct task_walk *w, const struct raw_task *leader, uint64_t address,
		      uint64_t before, struct guest_list *links)
{
	struct raw_task raw;
	int error = read_task(w, address, &raw);

	if (error)
		return error;
	if (raw.threads.prev != before || raw.signal != leader->signal ||
	    raw.task.tgid != leader->task.tgid || !is_pid(raw.task.pid))
		return -EAGAIN;
	*links = raw.threads;
	return add_task(w, &raw, leader->task.comm);
}

/* From the leader around to it again, over the list's head. A lone thread is known at once. */
static int add_threads(struct task_walk *w, const struct raw_task *leader)
{
	const struct guest_field_place *f = w->g->layout.fields;
	uint32_t node = f[FIELD_TASK_THREAD_NODE].offset;
	uint64_t head = leader->signal + f[FIELD_SIGNAL_THREADS].offset;
	uint64_t own = leader->address + node, before = own;
	struct guest_list at = leader->threads;
	bool passed = false; /* the head, which is passed once */

	if (at.next == head && at.prev == head)
		return 0;
	while (at.next != own) {
		uint64_t next = at.next;
		int error;

		if (next == head) {
			error = guest_view_read_list(w->g, w->memory, head, &at);
			if (!error && (at.prev != before || passed))
				error = -EAGAIN;
			passed = true;
		} else {
			error = add_thread(w, leader, next - node, before, &at);
		}
		if (error)
			return error;
		before = next;
	}
	return 0;
}

static int add_process(struct task_walk *w, struct raw_task *leader)
{
	struct guest_task *t = &leader->task;
	int error;

	if (!is_pid(t->pid) || t->tgid != t->pid)
		return -EAGAIN;
	t->flags |= GUEST_TASK_LEADER;
	error = add_task(w, leader, t->comm);
	return error ? error : add_threads(w, leader);
}

static int walk_processes(struct task_walk *w, const struct raw_task *init)
{
	uint32_t node = w->g->layout.fields[FIELD_TASK_TASKS].offset;
	uint64_t before = init->address + node;
	struct raw_task raw = *init;

	while (raw.tasks.next != init->address + node) {
		uint64_t next = raw.tasks.next;
		int error = read_task(w, next - node, &raw);

		if (!error && raw.tasks.prev != before)
			error = -EAGAIN;
		if (!error)
			error = add_process(w, &raw);
		if (error)
			return error;
		before = next;
	}
	return 0;
}

static int walk_once(struct task_walk *w)
{
	struct raw_task init;
	int error = read_task(w, w->g->anchors[ANCHOR_INIT_TASK], &init);

	w->tasks->n = 0;
	w->last_mm = 0;
	w->last_root = 0;
	if (!error)
		error = add_idle(w, &init);
	if (!error)
		error = add_idles(w);
	return error ? error : walk_processes(w, &init);
}

/* ---- Parents ---- */

struct task_id {
	uint64_t address;
	uint32_t tgid;
};

static int by_address(const void *a, const void *b)
{
	uint64_t x = ((const struct task_id *)a)->address, y = ((const struct task_id *)b)->address;

	return (x > y) - (x < y);
}

/* A parent that ended meanwhile is not told. */
static int name_parents(struct task_walk *w)
{
	struct guest_tasks *list = w->tasks;
	struct task_id *ids = calloc(list->n + 1, sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	for (uint32_t i = 0; i < list->n; i++)
		ids[i] = (struct task_id){ list->tasks[i].address, list->tasks[i].tgid };
	qsort(ids, list->n, sizeof(*ids), by_address);
	for (uint32_t i = 0; i < list->n; i++) {
		struct task_id key = { w->parents[i], 0 };
		const struct task_id *parent = bsearch(&key, ids, list->n, sizeof(key), by_address);

		list->tasks[i].ppid = parent ? parent->tgid : 0;
	}
	free(ids);
	return 0;
}

int guest_linux_tasks(struct guest_linux *g, struct guest_memory *m, struct guest_tasks *tasks)
{
	struct task_walk w = { .g = g, .memory = m, .tasks = tasks };
	int error = -EAGAIN, named;

	tasks->n = 0;
	if (!g->facts.tasks)
		return -ENOTSUP;
	w.span = guest_span_of(&g->layout, task_fields, sizeof(task_fields) / sizeof(*task_fields));
	for (int i = 0; i < TRIES && (error == -EAGAIN || error == -EFAULT); i++)
		error = walk_once(&w);
	named = name_parents(&w);
	free(w.parents);
	return error ? error : named;
}

void guest_tasks_release(struct guest_tasks *t)
{
	free(t->tasks);
	*t = (struct guest_tasks){ 0 };
}
