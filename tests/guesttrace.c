/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/guesttrace.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"
#include "report/fd_write.h"
#include "tests/engtest.h"
#include "tests/tracecolumns.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* ---- Tables ---- */

enum { TIME, SEQ, VM, FLAGS, WHAT, CR3, RSP, RIP, CPL, EFER, COLUMNS };
#define FIXED                                                                         \
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME), INT(VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ), \
		INT(VMT_C_VM, VMT_U16, VMT_SEM_VM), INT(VMT_C_FLAGS, VMT_U8, 0)
#define REGISTERS                                                                                 \
	REG("VMX_GUEST_CR3", 0x6802), REG("VMX_GUEST_RSP", 0x681c), REG("VMX_GUEST_RIP", 0x681e), \
		REG("VM_CPL", 0x10012), REG("VMX_GUEST_IA32_EFER", 0x2806)

static const struct vmt_column exits[COLUMNS] = { FIXED, INT(VMT_C_REASON, VMT_U32, VMT_SEM_ENUM),
						  REGISTERS };
static const struct vmt_column samples[COLUMNS] = { FIXED, INT(VMT_C_TICK, VMT_U64, 0), REGISTERS };
static const struct vmt_column names_of_exits[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_SET, VMT_U32, 0),
	INT(VMT_C_VALUE, VMT_U64, 0),
	INT(VMT_C_NAME, VMT_VAR, VMT_SEM_TEXT),
};
enum { EXIT, SAMPLE, IMAGE, SYMBOL, LOOK, TASK, END, NAME, TABLES };

struct guesttrace_parts {
	int fd;
	struct vmt_writer *writer;
	struct vmt_table tables[TABLES];
	struct vmt_stage *stages[TABLES];
	uint64_t tick;
};

static struct vmt_clock clock_at(uint64_t at)
{
	return (struct vmt_clock){ at, ENG_START + at, ENG_START + at, ENG_REAL + at };
}

static void put(struct vmt_stage *s, const uint64_t *values, uint32_t n)
{
	uint64_t *row = vmt_stage_begin(s);

	for (uint32_t i = 0; i < n; i++)
		row[i * VMT_STAGE_STRIDE] = values[i];
}

static void text(struct vmt_stage *s, uint32_t column, const char *value)
{
	cr_assert_eq(vmt_stage_bytes(s, column, value, strlen(value)), 0);
}

static void name_exit(struct guesttrace *g, uint64_t reason, const char *name)
{
	struct vmt_stage *s = g->parts->stages[NAME];

	put(s, (const uint64_t[]){ g->now, VMT_SET_EXIT_SVM, reason }, 3);
	text(s, 3, name);
	vmt_stage_end(s);
}

void guesttrace_begin(struct guesttrace *g)
{
	const struct vmt_fact facts[] = { { "isa", "svm" },
					  { "sample.period", "1000000" },
					  { "sample.hz", "1000" },
					  { "host.cbit", "47" } };
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	struct vmt_clock start = clock_at(0);
	struct guesttrace_parts *p = calloc(1, sizeof(*p));

	*g = (struct guesttrace){ .parts = p, .now = 1 };
	p->fd = memfd_create("trace", MFD_CLOEXEC);
	p->tables[EXIT] = (struct vmt_table){ VMT_T_EXIT, VMT_TABLE_EVENT, COLUMNS, exits };
	p->tables[SAMPLE] = (struct vmt_table){ VMT_T_SAMPLE, VMT_TABLE_EVENT, COLUMNS, samples };
	p->tables[IMAGE] = vmt_image_table;
	p->tables[SYMBOL] = vmt_symbol_table;
	p->tables[LOOK] = vmt_guest_look_table;
	p->tables[TASK] = vmt_guest_task_table;
	p->tables[END] = vmt_guest_end_table;
	p->tables[NAME] =
		(struct vmt_table){ VMT_T_NAME, 0, LENGTH(names_of_exits), names_of_exits };
	cr_assert_eq(vmt_writer_open(
			     &p->writer, &(struct vmt_sink){ .write = fd_write, .self = &p->fd },
			     &options, p->tables, TABLES, facts, LENGTH(facts), &start, 1000000000),
		     0);
	for (uint32_t i = 0; i < TABLES; i++)
		cr_assert_eq(vmt_stage_new(&p->stages[i], &p->tables[i]), 0);
	name_exit(g, 0x72, "CPUID");
	name_exit(g, 0x78, "HLT");
}

/* ---- Rows ---- */

#define KEEP(g, list, n, item)                                                     \
	do {                                                                       \
		(g)->list = realloc((g)->list, ((g)->n + 1) * sizeof(*(g)->list)); \
		(g)->list[(g)->n++] = (item);                                      \
	} while (0)

void guesttrace_row(struct guesttrace *g, struct guesttrace_row r)
{
	static const uint32_t registers[] = { CR3, RSP, RIP, CPL, EFER };
	struct guesttrace_parts *p = g->parts;
	struct vmt_stage *s = p->stages[r.sample ? SAMPLE : EXIT];

	r.time = ++g->now;
	r.round = g->round;
	put(s,
	    (const uint64_t[COLUMNS]){
		    [TIME] = r.time,
		    [SEQ] = r.time,
		    [VM] = r.vm,
		    [FLAGS] = r.flags,
		    [WHAT] = r.sample	  ? ++p->tick
			     : r.time % 3 ? 0x72
					  : 0x78,
		    [CR3] = r.cr3,
		    [RSP] = r.rsp,
		    [RIP] = r.rip,
		    [CPL] = r.cpl,
		    [EFER] = r.efer ? r.efer : 0xd01,
	    },
	    COLUMNS);
	for (uint32_t i = 0; i < LENGTH(registers); i++)
		if (r.absent >> i & 1)
			vmt_stage_null(s, registers[i]);
	vmt_stage_end(s);
	KEEP(g, rows, nrows, r);
}

void guesttrace_look(struct guesttrace *g, struct guesttrace_look l)
{
	struct vmt_stage *s = g->parts->stages[LOOK];

	put(s,
	    (const uint64_t[LOOK_TEXT]){
		    [LOOK_TIME] = g->now,
		    [LOOK_VM] = l.vm,
		    [LOOK_BEGIN] = l.begin,
		    [LOOK_END] = l.end,
		    [LOOK_IMAGE] = l.image,
		    [LOOK_TASKS] = l.tasks,
		    [LOOK_READS] = 400,
		    [LOOK_BYTES] = 160000,
		    [LOOK_COST] = 5000000,
	    },
	    LOOK_TEXT);
	text(s, LOOK_TEXT, l.image ? "" : "no Linux kernel is where its page tables lead");
	text(s, LOOK_KERNEL, l.image ? "Linux version 6.1.0-made" : "");
	vmt_stage_end(s);
	l.round = g->round;
	KEEP(g, looks, nlooks, l);
}

void guesttrace_task(struct guesttrace *g, struct guesttrace_task t)
{
	struct vmt_stage *s = g->parts->stages[TASK];

	put(s,
	    (const uint64_t[GTASK_COMM]){
		    [GTASK_TIME] = g->now,
		    [GTASK_VM] = t.vm,
		    [GTASK_ENTRY] = t.entry,
		    [GTASK_FROM] = t.from,
		    [GTASK_PID] = t.pid,
		    [GTASK_TGID] = t.tgid,
		    [GTASK_PPID] = t.ppid,
		    [GTASK_ROOT] = t.root,
		    [GTASK_USER_ROOT] = t.user_root,
		    [GTASK_STACK] = t.stack,
		    [GTASK_STACK_SIZE] = t.stack_size,
		    [GTASK_FLAGS] = t.flags,
	    },
	    GTASK_COMM);
	text(s, GTASK_COMM, t.comm);
	text(s, GTASK_LEADER, t.leader);
	vmt_stage_end(s);
	t.round = g->round;
	KEEP(g, tasks, ntasks, t);
}

void guesttrace_gone(struct guesttrace *g, uint32_t entry, uint64_t until)
{
	struct vmt_stage *s = g->parts->stages[END];

	put(s, (const uint64_t[]){ g->now, entry, until }, GEND_COLUMNS);
	vmt_stage_end(s);
	KEEP(g, ends, nends, ((struct guesttrace_end){ entry, until, g->round }));
}

void guesttrace_image(struct guesttrace *g, struct guesttrace_image i)
{
	struct vmt_stage *s = g->parts->stages[IMAGE];

	put(s,
	    (const uint64_t[IMAGE_BUILD_ID]){
		    [IMAGE_TIME] = g->now,
		    [IMAGE_VM] = i.vm,
		    [IMAGE_NUMBER] = i.number,
		    [IMAGE_KIND] = i.kind,
		    [IMAGE_BASE] = i.base,
		    [IMAGE_SIZE] = i.size,
		    [IMAGE_SLIDE] = i.slide,
		    [IMAGE_ORIGIN] = i.origin,
	    },
	    IMAGE_BUILD_ID);
	text(s, IMAGE_BUILD_ID, "");
	text(s, IMAGE_NAME, i.name);
	vmt_stage_end(s);
}

void guesttrace_symbol(struct guesttrace *g, uint32_t image, uint64_t address, const char *name)
{
	struct vmt_stage *s = g->parts->stages[SYMBOL];

	put(s, (const uint64_t[SYMBOL_NAME]){ g->now, image, address, 0, 'T' }, SYMBOL_NAME);
	text(s, SYMBOL_NAME, name);
	vmt_stage_end(s);
}

/* ---- Rounds ---- */

static void write_rows(struct guesttrace *g)
{
	struct guesttrace_parts *p = g->parts;

	for (uint32_t i = 0; i < TABLES; i++) {
		struct vmt_part part = { .rows = vmt_stage_rows(p->stages[i]),
					 .stage = p->stages[i],
					 .cpu = p->tables[i].flags & VMT_TABLE_EVENT ? 0
										     : VMT_NO_CPU };

		if (part.rows)
			cr_assert_eq(vmt_writer_rows(p->writer, i, &part, 1), 0);
		vmt_stage_drop(p->stages[i], part.rows);
	}
}

void guesttrace_round(struct guesttrace *g)
{
	struct vmt_clock now = clock_at(++g->now);

	write_rows(g);
	cr_assert_eq(vmt_writer_round(g->parts->writer, &now), 0);
	g->round++;
	/* what is told next is of the next round */
	g->now++;
}

const char *guesttrace_end(struct guesttrace *g)
{
	struct guesttrace_parts *p = g->parts;
	struct vmt_clock now = clock_at(++g->now);
	char *path;

	write_rows(g);
	cr_assert_eq(vmt_writer_end(p->writer, &now, ""), 0);
	for (uint32_t i = 0; i < TABLES; i++)
		vmt_stage_free(p->stages[i]);
	vmt_writer_free(p->writer);
	cr_assert_gt(asprintf(&path, "/proc/self/fd/%d", p->fd), 0);
	free(p);
	g->parts = NULL;
	return path;
}

void guesttrace_release(struct guesttrace *g)
{
	free(g->rows);
	free(g->looks);
	free(g->tasks);
	free(g->ends);
	*g = (struct guesttrace){ 0 };
}

/* ---- Guests that never were ---- */

#define THREADS 20
#define KERNEL 0xffffffff81000000ull
#define SLIDE 0x200000ull /* times the VM's number */
#define STACKS 0xffffc90000000000ull
#define STACK 16384u

struct thread {
	bool alive, kernel;
	uint32_t pid, tgid, entry; /* entry: as it was told last; 0: it was not */
	uint64_t root, stack;
	char comm[16], leader[16];
	uint32_t version, told; /* of its identity */
};

struct guest {
	uint32_t vm, next_pid;
	bool isolates;
	uint64_t borrowed; /* the page table that kernel threads run on */
	struct thread threads[THREADS];
};

struct making {
	struct guesttrace *g;
	uint64_t random;
	uint32_t entries, pace; /* pace: most ticks of the clock from row to row */
	struct guest guests[2];
};

/* xorshift64* */
static uint32_t below(struct making *m, uint32_t n)
{
	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return (m->random * 0x2545f4914f6cdd1dull >> 32) % n;
}

static const char *const names[] = { "postgres", "sshd", "dd", "gzip", "sh", "a b", "" };

/* Page tables and stacks are few: what is freed is somebody's again at once. */
static void begin_thread(struct making *m, struct guest *g, struct thread *t)
{
	struct thread *parent = &g->threads[below(m, THREADS)];
	uint32_t kind = below(m, 8), pid = ++g->next_pid;

	*t = (struct thread){
		.alive = true,
		.kernel = kind == 0,
		.pid = pid,
		.tgid = pid,
		.entry = t->entry,
		.told = t->told,
	};
	t->stack = STACKS + (t - g->threads) * STACK;
	t->version = ++g->next_pid;
	snprintf(t->comm, sizeof(t->comm), "%s", names[below(m, LENGTH(names))]);
	strcpy(t->leader, t->comm);
	if (kind == 0) {
		snprintf(t->leader, sizeof(t->leader), "kworker/%u", pid % 4);
		return;
	}
	t->root = 0x100000 + below(m, 12) * 0x2000ull;
	if (!parent->alive || parent->kernel || kind > 3)
		return;
	/* a thread of it, or a child that shares its memory */
	t->root = parent->root;
	if (kind < 3) {
		t->tgid = parent->tgid;
		memmove(t->leader, parent->leader, sizeof(t->leader)); /* perhaps its own */
	}
}

/* A table has one process, or those that share it. */
static bool is_taken(const struct guest *g, const struct thread *t)
{
	for (uint32_t i = 0; i < THREADS; i++) {
		const struct thread *o = &g->threads[i];

		if (o != t && o->alive && t->root && o->root == t->root && o->tgid != t->tgid)
			return true;
	}
	return false;
}

static void rename_process(struct making *m, struct guest *g, uint32_t tgid)
{
	const char *name = names[below(m, LENGTH(names))];

	for (uint32_t i = 0; i < THREADS; i++) {
		struct thread *t = &g->threads[i];

		if (!t->alive || t->tgid != tgid || t->kernel)
			continue;
		strcpy(t->leader, name);
		t->version = ++g->next_pid;
	}
}

static void live(struct making *m, struct guest *g)
{
	struct thread *t = &g->threads[below(m, THREADS)];

	if (t->alive && below(m, 4))
		rename_process(m, g, t->tgid);
	else if (t->alive)
		t->alive = false;
	else
		do
			begin_thread(m, g, t);
		while (is_taken(g, t) && below(m, 8));
}

static void run(struct making *m, struct guest *g)
{
	const struct thread *t = &g->threads[below(m, THREADS)];
	struct guesttrace_row r = { .vm = g->vm, .sample = below(m, 2) };
	uint64_t isolated = g->isolates ? 0x1000 : 0;

	if (!t->alive)
		return;
	r.pid = is_taken(g, t) ? -2 : (int32_t)t->tgid;
	r.name = t->leader;
	r.rip = KERNEL + SLIDE * g->vm + below(m, 4) * 0x1000;
	r.rsp = t->stack + STACK - below(m, STACK);
	if (t->root)
		g->borrowed = t->root;
	r.cr3 = g->borrowed | below(m, 3);
	switch (below(m, 12)) {
	case 0: /* on the way in */
		r.rsp = 0xfffffe0000002000;
		r.cr3 |= t->root ? isolated : 0;
		r.name = t->root ? r.name : NULL;
		break;
	case 1: /* an interrupt's stack */
		r.rsp = 0xffffc90000ff0000;
		break;
	case 2:
		r.flags = VMT_FLAG_NESTED;
		break;
	case 3:
		r.absent = 1u << below(m, 5);
		break;
	case 4:
	case 5:
	case 6:
	case 7:
		if (!t->root)
			break;
		r.cpl = 3;
		r.rip = 0x401000;
		r.rsp = 0x7fff00001000;
		r.cr3 |= isolated | (below(m, 2) ? 1ull << 47 | 1ull << 61 : 0);
		break;
	}
	/* strings end with the process */
	if (r.name)
		r.name = strdup(r.name);
	m->g->now += below(m, m->pace);
	guesttrace_row(m->g, r);
}

static void run_some(struct making *m, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++) {
		run(m, &m->guests[below(m, 2)]);
		if (!below(m, 12))
			live(m, &m->guests[below(m, 2)]);
	}
}

static void tell_thread(struct making *m, const struct guest *g, struct thread *t, uint64_t end)
{
	t->entry = ++m->entries;
	t->told = t->version;
	guesttrace_task(m->g, (struct guesttrace_task){
				      .vm = g->vm,
				      .entry = t->entry,
				      .pid = t->pid,
				      .tgid = t->tgid,
				      .stack_size = STACK,
				      .flags = t->kernel ? VMT_GUEST_KTHREAD : 0,
				      .from = end,
				      .root = t->root,
				      .user_root = t->root | (t->root && g->isolates ? 0x1000 : 0),
				      .stack = t->stack,
				      .comm = strdup(t->comm),
				      .leader = strdup(t->leader),
			      });
}

/* The guest goes on while it is looked at. */
static void look(struct making *m, struct guest *g, uint64_t *last)
{
	uint64_t begin = m->g->now, end;
	struct thread seen[THREADS];
	uint32_t tasks = 0;

	run_some(m, 2);
	memcpy(seen, g->threads, sizeof(seen));
	run_some(m, 2);
	end = ++m->g->now;
	for (uint32_t i = 0; i < THREADS; i++)
		tasks += seen[i].alive;
	guesttrace_look(m->g, (struct guesttrace_look){ g->vm, 1, tasks, begin, end, 0 });
	for (uint32_t i = 0; i < THREADS; i++) {
		struct thread *t = &g->threads[i], *s = &seen[i];
		uint32_t had = s->entry;

		if (had && (!s->alive || s->told != s->version))
			guesttrace_gone(m->g, had, *last);
		if (s->alive && s->told != s->version)
			tell_thread(m, g, s, end);
		else if (!s->alive)
			s->entry = s->told = 0;
		/* what was told goes with who is there by now, to be ended next time */
		t->entry = s->entry;
		t->told = s->told;
	}
	*last = begin;
}

static void lie(struct making *m)
{
	uint32_t kind = below(m, 5);
	uint64_t from = below(m, m->g->now + 1);

	guesttrace_task(m->g,
			(struct guesttrace_task){
				.vm = below(m, 3),
				.entry = kind == 0 ? 1 + below(m, m->entries + 1) : ++m->entries,
				.tgid = below(m, 4),
				.stack_size = kind == 1 ? 1u << below(m, 32) : STACK + (kind == 2),
				.from = from,
				.root = 0x100000 + below(m, 24) * 0x1000ull,
				.user_root = 0x100000 + below(m, 24) * 0x1000ull,
				.stack = STACKS + below(m, 40) * 0x2000ull,
				.comm = "liar",
				.leader = "liar",
			});
	if (below(m, 2))
		guesttrace_gone(m->g, 1 + below(m, m->entries + 3), below(m, m->g->now + 1));
	if (!below(m, 8))
		guesttrace_look(m->g,
				(struct guesttrace_look){ below(m, 3), below(m, 3), below(m, 2),
							  below(m, m->g->now + 1),
							  below(m, m->g->now + 1), 0 });
}

static void tell_kernels(struct making *m)
{
	static const char *const functions[] = { "do_idle", "do_syscall_64", "schedule" };

	for (uint32_t vm = 1; vm < 3; vm++)
		guesttrace_image(m->g, (struct guesttrace_image){ vm, 1, VMT_IMAGE_KERNEL,
								  VMT_SLIDE_MEMORY, KERNEL, 0x3000,
								  SLIDE * vm, "vmlinux" });
	for (uint32_t i = 0; i < LENGTH(functions); i++)
		guesttrace_symbol(m->g, 1, KERNEL + i * 0x1000, functions[i]);
}

void guesttrace_make(struct guesttrace *g, uint64_t seed, uint32_t rounds, uint32_t rows, bool lies)
{
	struct making m = { .g = g, .random = seed * 0x9e3779b97f4a7c15ull + 0x1234567 };
	uint64_t last[2] = { 0 };

	m.pace = seed % 2 ? 20000 : 2;
	guesttrace_begin(g);
	tell_kernels(&m);
	for (uint32_t i = 0; i < 2; i++)
		m.guests[i] = (struct guest){ .vm = i + 1, .isolates = i, .next_pid = i * 1000 };
	for (uint32_t i = 0; i < THREADS; i++)
		live(&m, &m.guests[i % 2]);
	for (uint32_t r = 0; r < rounds; r++) {
		run_some(&m, rows);
		for (uint32_t i = 0; i < 2; i++)
			look(&m, &m.guests[i], &last[i]);
		for (uint32_t i = 0; lies && i < 6; i++)
			lie(&m);
		guesttrace_round(g);
	}
}
