/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/vmt_tables.h"
#include "report/fd_write.h"
#include "report/world/guests.h"
#include "tests/engtest.h"
#include "tests/tracecolumns.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* ---- Traces, row by row; a ns is a tick of the clock ---- */

enum { TIME, SEQ, VM, FLAGS, WHAT, CR3, CPL, CR0, CR4, EFER, COLUMNS };

#define FIXED                                                                         \
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME), INT(VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ), \
		INT(VMT_C_VM, VMT_U32, VMT_SEM_VM), INT(VMT_C_FLAGS, VMT_U8, 0)
#define REGISTERS                                                                           \
	REG("VMX_GUEST_CR3", 0x6802), REG("VM_CPL", 0x10012), REG("VMX_GUEST_CR0", 0x6800), \
		REG("VMX_GUEST_CR4", 0x6804), REG("VMX_GUEST_IA32_EFER", 0x2806)

static const struct vmt_column exits[] = { FIXED, INT(VMT_C_REASON, VMT_U32, VMT_SEM_ENUM),
					   REGISTERS };
static const struct vmt_column samples[] = { FIXED, INT(VMT_C_TICK, VMT_U64, 0), REGISTERS };
enum { EXIT, SAMPLE, TABLES };

enum mode { OFF, BITS32, PAE, LONG, LONG5, MODES };
static const struct {
	uint64_t cr0, cr4, efer;
} modes[MODES] = {
	[OFF] = { 0x11, 0, 0 },
	[BITS32] = { 0x80050033, 0x10, 0 },
	[PAE] = { 0x80050033, 0x30, 0 },
	[LONG] = { 0x80050033, 0x300ef0, 0xd01 },
	[LONG5] = { 0x80050033, 0x301ef0, 0xd01 },
};

struct made {
	int fd;
	struct vmt_writer *writer;
	struct vmt_stage *stages[TABLES];
	uint64_t now, tick;
	uint64_t vm; /* of the rows to come */
	enum mode mode;
	uint8_t flags;
	uint32_t absent; /* bits of columns */
};

static struct vmt_clock clock_at(uint64_t at)
{
	return (struct vmt_clock){ at, ENG_START + at, ENG_START + at, ENG_REAL + at };
}

/* sample_columns: fewer leave the last registers out of that table. */
static void begin_on(struct made *m, uint32_t sample_columns, const char *cbit)
{
	const struct vmt_table tables[TABLES] = {
		{ VMT_T_EXIT, VMT_TABLE_EVENT, COLUMNS, exits },
		{ VMT_T_SAMPLE, VMT_TABLE_EVENT, sample_columns, samples },
	};
	const struct vmt_fact facts[] = { { "isa", "svm" },
					  { "sample.period", "1000000" },
					  { "sample.hz", "1000" },
					  { "host.cbit", cbit } };
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	struct vmt_clock start = clock_at(0);
	*m = (struct made){ .fd = memfd_create("trace", MFD_CLOEXEC), .vm = 1, .mode = LONG };
	cr_assert_eq(
		vmt_writer_open(&m->writer, &(struct vmt_sink){ .write = fd_write, .self = &m->fd },
				&options, tables, TABLES, facts, LENGTH(facts), &start, 1000000000),
		0);
	for (uint32_t i = 0; i < TABLES; i++)
		cr_assert_eq(vmt_stage_new(&m->stages[i], &tables[i]), 0);
}

static void begin(struct made *m, uint32_t sample_columns)
{
	begin_on(m, sample_columns, "");
}

static void row_of(struct made *m, uint32_t table, uint64_t cr3, uint64_t cpl)
{
	uint32_t n = table == SAMPLE && m->absent & 1u << COLUMNS ? CR0 : COLUMNS;
	struct vmt_stage *s = m->stages[table];
	uint64_t *row = vmt_stage_begin(s);
	const uint64_t values[COLUMNS] = {
		[TIME] = ++m->now,
		[SEQ] = m->now,
		[VM] = m->vm,
		[FLAGS] = m->flags,
		[WHAT] = table == EXIT ? 0x72 : ++m->tick,
		[CR3] = cr3,
		[CPL] = cpl,
		[CR0] = modes[m->mode].cr0,
		[CR4] = modes[m->mode].cr4,
		[EFER] = modes[m->mode].efer,
	};

	for (uint32_t i = 0; i < n; i++) {
		row[i * VMT_STAGE_STRIDE] = values[i];
		if (m->absent & 1u << i)
			vmt_stage_null(s, i);
	}
	vmt_stage_end(s);
}

static void kernel(struct made *m, uint64_t cr3)
{
	row_of(m, EXIT, cr3, 0);
}

static void user(struct made *m, uint64_t cr3)
{
	row_of(m, SAMPLE, cr3, 3);
}

static void write_rows(struct made *m)
{
	for (uint32_t i = 0; i < TABLES; i++) {
		struct vmt_part part = { .rows = vmt_stage_rows(m->stages[i]),
					 .stage = m->stages[i] };

		if (part.rows)
			cr_assert_eq(vmt_writer_rows(m->writer, i, &part, 1), 0);
		vmt_stage_drop(m->stages[i], part.rows);
	}
}

static void end_round(struct made *m)
{
	struct vmt_clock now = clock_at(++m->now);

	write_rows(m);
	cr_assert_eq(vmt_writer_round(m->writer, &now), 0);
}

static const char *end(struct made *m)
{
	struct vmt_clock now = clock_at(++m->now);
	static char path[32];

	write_rows(m);
	cr_assert_eq(vmt_writer_end(m->writer, &now, ""), 0);
	for (uint32_t i = 0; i < TABLES; i++)
		vmt_stage_free(m->stages[i]);
	vmt_writer_free(m->writer);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", m->fd);
	return path;
}

#define COUNT                                                       \
	"vm:::exit, profile-1000 { @[vmid, guestproc] = count(); }" \
	"END { printa(\"%d 0x%x %@d\\n\", @); }"
#define PRINT "vm:::exit, profile-1000 { printf(\"%x\\n\", guestproc); }"

/* Rows of a process with page-table isolation and, where there are any, PCIDs. */
static void process(struct made *m, uint64_t table)
{
	bool has_pcids = m->mode == LONG;

	kernel(m, table | (has_pcids ? 0x4 : 0));
	user(m, table | (has_pcids ? 0x1804 : 0x1000));
}

static void many_processes(struct made *m)
{
	for (uint64_t table = 0x10000; table < 0x18000; table += 0x2000)
		process(m, table);
}

/* ---- Paging modes ---- */

static void add_mode(struct made *m, enum mode mode, uint64_t cr3)
{
	m->mode = mode;
	kernel(m, cr3);
}

Test(guestproc, is_the_address_of_each_mode)
{
	struct made m;

	begin(&m, COLUMNS);
	add_mode(&m, LONG, 0xe000000123455abc);
	add_mode(&m, LONG5, 0x80f0012345678fff);
	add_mode(&m, LONG, 0x6543);
	add_mode(&m, PAE, 0x12345afb);
	add_mode(&m, BITS32, 0x12345fff);
	add_mode(&m, OFF, 0x12345678);
	eng_expect_every_way(end(&m), PRINT,
			     "123455000\n12345678000\n6000\n12345ae0\n12345000\n0\n");
}

/* It is known from the host alone; a text that is no such bit is not believed. */
Test(guestproc, is_without_the_bit_of_an_encrypted_guest)
{
	static const char *const wrong[] = { "", "0", "12", "64", "-13", "x", "4294967343" };
	struct made m;

	begin_on(&m, COLUMNS, "47");
	kernel(&m, 0x800123456000);
	eng_expect_every_way(end(&m), PRINT, "123456000\n");
	for (uint32_t i = 0; i < LENGTH(wrong); i++) {
		begin_on(&m, COLUMNS, wrong[i]);
		kernel(&m, 0x800123457000);
		eng_expect_every_way(end(&m), PRINT, "800123457000\n");
	}
}

Test(guestproc, columns_of_one_mode_are_mapped_as_they_are)
{
	struct made m;

	begin(&m, COLUMNS);
	for (uint32_t i = 0; i < 3000; i++)
		kernel(&m, 0x8000000100000000 + (i / 7 % 3 << 13) + i % 16);
	eng_expect_every_way(end(&m), COUNT,
			     "1 0x100004000 998\n1 0x100000000 1001\n1 0x100002000 1001\n");
}

/* Long-mode values below and above 4 GiB, and what no mode has as an address. */
Test(guestproc, an_unknown_mode_clears_what_is_certain)
{
	struct made m;

	begin(&m, COLUMNS);
	m.absent = 1u << CR0 | 1u << CR4 | 1u << EFER;
	kernel(&m, 0x12345abc);
	kernel(&m, 0x8000000123455abc);
	m.absent = 1u << EFER;
	m.mode = BITS32;
	kernel(&m, 0x12345abc);
	m.mode = OFF;
	kernel(&m, 0x12345abc);
	m.mode = PAE;
	kernel(&m, 0x12345abc);
	m.vm = 2; /* one row in long mode tells of all of the VM's */
	m.absent = 1u << CR0 | 1u << CR4;
	m.mode = LONG;
	kernel(&m, 0x12345abc);
	eng_expect_every_way(end(&m), PRINT,
			     "12345aa0\n123455000\n12345000\n0\n12345aa0\n12345000\n");
}

/* Samples hold no more than CR3 and CPL: a VM's exits tell its mode. */
Test(guestproc, a_mode_that_the_row_does_not_tell_is_the_vms)
{
	struct made m;

	begin(&m, CR0);
	m.absent = 1u << COLUMNS;
	user(&m, 0x12345abc);
	m.vm = 2;
	user(&m, 0x12345abc);
	end_round(&m);
	m.vm = 3;
	user(&m, 0x12345abc);
	end_round(&m);
	m.vm = 1;
	kernel(&m, 0x10000);
	m.vm = 3;
	user(&m, 0x12345abc);
	kernel(&m, 0x10000);
	m.vm = 2;
	m.mode = PAE;
	kernel(&m, 0x10000);
	m.vm = 1;
	user(&m, 0x12345abc);
	eng_expect_every_way(end(&m), "profile-1000 { printf(\"%d %x\\n\", vmid, guestproc); }",
			     "1 12345aa0\n2 12345aa0\n3 12345aa0\n3 12345000\n1 12345000\n");
}

Test(guestproc, an_absent_register_faults, .init = cr_redirect_stderr)
{
	struct made m;

	begin(&m, COLUMNS);
	kernel(&m, 0x12345678);
	m.absent = 1u << CR3;
	kernel(&m, 0x12345678);
	eng_expect_every_way(end(&m),
			     "vm:::exit { printf(\"%x\\n\", guestproc); } ERROR { trace(arg4); }",
			     "12345000\n3");
}

/* ---- Page-table isolation ---- */

Test(guestproc, joins_an_isolated_process)
{
	struct made m;

	begin(&m, COLUMNS);
	many_processes(&m);
	user(&m, 0x11804);
	eng_expect_every_way(end(&m), COUNT,
			     "1 0x12000 2\n1 0x14000 2\n1 0x16000 2\n1 0x10000 3\n");
}

/* The one process shown has the bit by isolation, as its kernel's rows beside it tell. */
Test(guestproc, joins_a_single_process)
{
	struct made m;

	begin(&m, COLUMNS);
	process(&m, 0x10000);
	kernel(&m, 0x11004); /* on the way in */
	kernel(&m, 0x11004);
	eng_expect_every_way(end(&m), COUNT, "1 0x10000 4\n");
}

Test(guestproc, leaves_tables_without_isolation)
{
	struct made m;

	begin(&m, COLUMNS);
	user(&m, 0x11000);
	kernel(&m, 0x10000);
	kernel(&m, 0x13000);
	user(&m, 0x13000);
	user(&m, 0x12000);
	kernel(&m, 0x12000);
	eng_expect_every_way(end(&m), COUNT,
			     "1 0x10000 1\n1 0x11000 1\n1 0x12000 2\n1 0x13000 2\n");
}

/* Its kernel works where the user does; that beside it is another's. */
Test(guestproc, leaves_a_single_process_without_isolation)
{
	struct made m;

	begin(&m, COLUMNS);
	user(&m, 0x11000);
	for (int i = 0; i < 3; i++)
		kernel(&m, 0x11000);
	kernel(&m, 0x10000);
	eng_expect_every_way(end(&m), COUNT, "1 0x10000 1\n1 0x11000 4\n");
}

Test(guestproc, joins_under_pae_and_not_without)
{
	struct made m;

	begin(&m, COLUMNS);
	m.mode = PAE;
	many_processes(&m);
	m.vm = 2;
	m.mode = BITS32;
	many_processes(&m);
	eng_expect_every_way(
		end(&m),
		"vm:::exit, profile-1000 /vmid == 1/ { @[guestproc] = count(); }"
		"vm:::exit, profile-1000 /vmid == 2/ { @b[guestproc & 0x1000] = count(); }"
		"END { printa(\"%x %@d\\n\", @); printa(\"%x %@d\\n\", @b); }",
		"10000 2\n12000 2\n14000 2\n16000 2\n"
		"0 4\n1000 4\n");
}

/* It boots: an odd table of the firmware's, then processes, of whom little shows at first. */
Test(guestproc, waits_for_a_late_answer_and_splits_no_key)
{
	struct made m;

	begin(&m, COLUMNS);
	for (int i = 0; i < 3; i++) {
		kernel(&m, 0x5000);
		end_round(&m);
	}
	user(&m, 0x11804);
	for (int i = 0; i < GUESTS_AHEAD - 1; i++)
		end_round(&m);
	kernel(&m, 0x10004);
	for (int i = 0; i < 5; i++)
		end_round(&m);
	process(&m, 0x10000);
	process(&m, 0x20000);
	eng_expect_every_way(end(&m), COUNT, "1 0x20000 2\n1 0x5000 3\n1 0x10000 4\n");
}

Test(guestproc, keeps_its_answer)
{
	struct made m;

	begin(&m, COLUMNS);
	many_processes(&m);
	end_round(&m);
	user(&m, 0x20000); /* now it looks as if not */
	user(&m, 0x31804);
	end_round(&m);
	m.vm = 2;
	user(&m, 0x10000);
	end_round(&m);
	many_processes(&m);
	eng_expect_every_way(
		end(&m), "profile-1000 { printf(\"%x\\n\", guestproc); }",
		"10000\n12000\n14000\n16000\n20000\n30000\n10000\n11000\n13000\n15000\n17000\n");
}

/* Behind the last round that is waited for, nothing changes keys that were given. */
Test(guestproc, gives_up_after_some_rounds)
{
	struct made m;

	begin(&m, COLUMNS);
	for (int i = 0; i < GUESTS_AHEAD; i++) {
		user(&m, 0x11804);
		end_round(&m);
	}
	many_processes(&m);
	eng_expect_every_way(
		end(&m),
		"vm:::exit, profile-1000 { @[guestproc] = count(); }"
		"END { printa(\"%x %@d\\n\", @); }",
		"10000 1\n12000 1\n13000 1\n14000 1\n15000 1\n16000 1\n17000 1\n11000 11\n");
}

/* ---- Several VMs ---- */

Test(guestproc, is_of_the_rows_own_vm)
{
	struct made m;

	begin(&m, COLUMNS);
	many_processes(&m);
	for (int i = 0; i < 2000; i++) {
		m.vm = 1 + i % 2;
		user(&m, m.vm == 1 ? 0x11000 : 0x31000);
		m.vm = 2;
		user(&m, 0x40000);
	}
	eng_expect_every_way(
		end(&m),
		"profile-1000 { @[vmid, guestproc] = count(); }"
		"END { printa(\"%d 0x%x %@d\\n\", @); }",
		"1 0x12000 1\n1 0x14000 1\n1 0x16000 1\n2 0x31000 1000\n1 0x10000 1001\n"
		"2 0x40000 2000\n");
}

/* The same register in both, of which one isolates. */
Test(guestproc, is_of_the_rows_own_vm_where_registers_are_equal)
{
	struct made m;

	begin(&m, COLUMNS);
	many_processes(&m);
	for (int i = 0; i < 2000; i++) {
		m.vm = 1 + i % 2;
		user(&m, 0x11000);
		m.vm = 2;
		user(&m, 0x40000);
	}
	eng_expect_every_way(
		end(&m),
		"profile-1000 { @[vmid, guestproc] = count(); }"
		"END { printa(\"%d 0x%x %@d\\n\", @); }",
		"1 0x12000 1\n1 0x14000 1\n1 0x16000 1\n2 0x11000 1000\n1 0x10000 1001\n"
		"2 0x40000 2000\n");
}

Test(guestproc, knows_nothing_of_a_guests_guest)
{
	struct made m;

	begin(&m, COLUMNS);
	many_processes(&m);
	m.flags = VMT_FLAG_NESTED;
	user(&m, 0x50000);
	user(&m, 0x61000);
	eng_expect_every_way(end(&m), "profile-1000 { printf(\"%x\\n\", guestproc); }",
			     "10000\n12000\n14000\n16000\n50000\n61000\n");
}

/* No recorder gives out such numbers; 0 is all VMs beyond those it numbers. */
Test(guestproc, believes_no_number_of_a_vm)
{
	static const uint64_t numbers[] = { 0, 0xfffffff0, 1u << 20, 70000 };
	struct made m;

	begin(&m, COLUMNS);
	for (uint32_t i = 0; i < LENGTH(numbers); i++) {
		m.vm = numbers[i];
		many_processes(&m);
	}
	eng_expect_every_way(
		end(&m),
		"profile-1000 /guestproc >> 13 == 8/ { printf(\"%x %x\\n\", vmid, guestproc); }",
		"0 11000\nfffffff0 11000\n100000 11000\n11170 10000\n");
}

/* Whatever is lost, the answer is one, in order and free. */
Test(guestproc, is_the_same_either_way_in_a_damaged_trace, .init = cr_redirect_stderr)
{
	const char *path;
	struct made m;

	begin(&m, COLUMNS);
	for (int i = 0; i < 4; i++) {
		many_processes(&m);
		m.vm = 2;
		user(&m, 0x50000);
		m.vm = 1;
		end_round(&m);
	}
	path = end(&m);
	for (uint32_t at = 1; at < 1000; at += 3) {
		const char *const paths[] = { eng_damaged(path, at), NULL };
		struct eng_result first = eng_run(COUNT, "quiet inorder", paths),
				  other = eng_run(COUNT, "quiet threads=3", paths);

		cr_expect_eq(first.status, other.status);
		cr_expect_str_eq(first.out, other.out, "%u: %s\n%s", at, first.out, other.out);
		eng_result_free(&first);
		eng_result_free(&other);
		eng_close(paths[0]);
	}
}

/* ---- What is read ahead ---- */

static void ignore(void *self, const struct vmt_damage *d)
{
}

/* New VMs ask before the last is answered: rounds pass through, and few at a time are held. */
Test(guests, holds_a_few_rounds_at_most)
{
	uint32_t most = 0, held = 0, given = 0;
	struct vmt_session *session;
	struct vmt_reader *reader;
	struct vmt_round *round;
	struct guests *g;
	struct made m;

	begin(&m, COLUMNS);
	for (int i = 0; i < 4 * GUESTS_AHEAD; i++) {
		m.vm = 1 + i / 8;
		user(&m, 0x11804);
		end_round(&m);
	}
	cr_assert_eq(vmt_reader_open(&reader, end(&m), -1, 0, ignore, NULL), 0);
	cr_assert_eq(vmt_reader_next(reader, &session), 1);
	cr_assert_eq(guests_new(&g, session), 0);
	while (vmt_session_round(session, &round) > 0) {
		cr_assert_eq(guests_add(g, round), 0);
		most = ++held > most ? held : most;
		for (; held && guests_ready(g); held--) {
			round = guests_take(g);
			cr_assert_eq(vmt_round_info(round)->index, given++);
			vmt_round_free(round);
		}
	}
	cr_expect_eq(most, GUESTS_AHEAD);
	cr_expect_gt(held, 0);
	guests_end(g);
	cr_expect(guests_ready(g));
	cr_expect_eq(guests_find(g, 1)->isolation, ISOLATION_UNKNOWN);
	guests_free(g);
	vmt_session_free(session);
	vmt_reader_free(reader);
}

/* ---- The judgement ---- */

static enum isolation judge(uint32_t tables, uint32_t there, uint32_t beside, bool last)
{
	struct isolation_evidence *e = isolation_new();
	enum isolation isolation;

	for (uint64_t t = 0; t < tables; t++) {
		isolation_add(e, t << 13 | PAGING_USER_TABLE, true);
		for (uint32_t i = 0; i < there; i++)
			isolation_add(e, t << 13 | PAGING_USER_TABLE, false);
		for (uint32_t i = 0; i < beside; i++)
			isolation_add(e, t << 13, false);
	}
	/* The kernel's own table says nothing. */
	for (int i = 0; i < 1000; i++)
		isolation_add(e, 1 << 30, false);
	isolation = isolation_judge(e, last);
	isolation_free(e);
	return isolation;
}

Test(isolation, is_told_by_where_the_kernel_works)
{
	cr_expect_eq(judge(1, 0, 5, false), ISOLATION_UNKNOWN);
	cr_expect_eq(judge(1, 0, 5, true), ISOLATION_YES);
	cr_expect_eq(judge(4, 1, 1, false), ISOLATION_YES);
	cr_expect_eq(judge(1, 63, 0, false), ISOLATION_UNKNOWN);
	cr_expect_eq(judge(1, 63, 0, true), ISOLATION_NO);
	cr_expect_eq(judge(1, 64, 0, false), ISOLATION_NO);
	cr_expect_eq(judge(4, 3, 1, false), ISOLATION_UNKNOWN);
	cr_expect_eq(judge(4, 3, 1, true), ISOLATION_NO);
	cr_expect_eq(judge(4, 0, 0, true), ISOLATION_UNKNOWN);
	cr_expect_eq(judge(0, 0, 0, true), ISOLATION_UNKNOWN);
	cr_expect_eq(judge(5000, 0, 1, false), ISOLATION_YES);
}
