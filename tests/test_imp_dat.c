/* SPDX-License-Identifier: GPL-2.0 */
/* A trace.dat made by hand: two CPUs whose events interleave, of either byte order and version. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#include "tests/importtest.h"

#define PAGE 4096
#define VMX 1
#define SVM 2

struct dat {
	struct made made;
	int version;
	bool packed, no_magic;
	const char *kvm_exit;
	uint8_t commit_size;
	uint64_t options; /* version 7: the first section of them */
};

static struct dat dat;
static struct imported im;

static void counted(const char *text)
{
	made_number(&dat.made, strlen(text), 8);
	made_bytes(&dat.made, text, strlen(text));
}

static void headers(void)
{
	char page[128];

	made_text(&dat.made, "header_page");
	snprintf(page, sizeof(page),
		 "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
		 "\tfield: local_t commit;\toffset:8;\tsize:%u;\tsigned:1;\n",
		 dat.commit_size);
	counted(page);
	made_text(&dat.made, "header_event");
	counted("# compressed entry header\n");
}

static void systems(void)
{
	made_number(&dat.made, 2, 4);
	made_text(&dat.made, "kvm");
	made_number(&dat.made, 2, 4);
	counted(dat.kvm_exit);
	counted(made_kvm_entry);
	made_text(&dat.made, "it");
	made_number(&dat.made, 1, 4);
	counted(made_plain);
}

#define CMDLINES "21 vcpu zero\n22 vcpu one\n"

/* ---- Pages ---- */

static void event_head(uint32_t words, uint32_t delta)
{
	made_number(&dat.made, dat.made.big ? words << 27 | delta : delta << 5 | words, 4);
}

static size_t page_begin(uint64_t time)
{
	size_t at = made_size(&dat.made);

	made_number(&dat.made, time, 8);
	made_number(&dat.made, 0, dat.commit_size);
	return at;
}

static void page_end(size_t at, uint64_t flags)
{
	size_t head = 8 + dat.commit_size;

	made_patch(&dat.made, at + 8, (made_size(&dat.made) - at - head) | flags, dat.commit_size);
	while (made_size(&dat.made) < at + PAGE)
		made_number(&dat.made, 0, 1);
}

static const struct made_exit exits[] = {
	{ .pid = 21, .reason = 48, .isa = VMX, .rip = 0x1000, .info1 = 0x182, .info2 = 0 },
	/* a page fault with its error code, while another was delivered */
	{ .pid = 22,
	  .reason = 0,
	  .isa = VMX,
	  .rip = 0x2000,
	  .info1 = 0xdead,
	  .info2 = 0x80000b0e,
	  .intr_info = 0x80000b0e,
	  .error_code = 6,
	  .vcpu = 1 },
	/* an NMI has no error code; an entry that failed has only its reason and qualification */
	{ .pid = 21, .reason = 0, .isa = VMX, .rip = 0x1004, .intr_info = 0x80000202 },
	{ .pid = 22, .reason = 0x80000021, .isa = VMX, .rip = 0x2004, .info1 = 4, .vcpu = 1 },
};

static void put_exit(uint32_t delta, const struct made_exit *e)
{
	event_head(16, delta);
	made_exit(&dat.made, e);
}

/* Times 100, 300, 500 of one CPU, 200, 400 and 450 of the other, whose first page lost some. */
static void cpu_pages(int cpu)
{
	size_t at = page_begin(cpu ? 200 : 100);

	if (!cpu) {
		put_exit(0, &exits[0]);
		put_exit(200, &exits[2]);
		page_end(at, 0);
		at = page_begin(500);
		event_head(3, 0);
		made_value(&dat.made, 0, -5);
	} else {
		put_exit(0, &exits[1]);
		event_head(6, 200);
		made_entry(&dat.made, 22, 1, 0x2002);
		put_exit(50, &exits[3]);
	}
	page_end(at, cpu ? 1u << 31 : 0);
}

/* ---- Version 6 ---- */

static void option(uint16_t id, const char *text)
{
	made_number(&dat.made, id, 2);
	made_number(&dat.made, strlen(text) + 1, 4);
	made_text(&dat.made, text);
}

static void tsc_option(void)
{
	made_number(&dat.made, 14, 2);
	made_number(&dat.made, 16, 4);
	made_number(&dat.made, 1u << 21, 4);
	made_number(&dat.made, 20, 4);
	made_number(&dat.made, 0, 8);
}

static void options(void)
{
	option(1, "1000");
	option(4, "local [x86-tsc] mono\n");
	option(5, "Linux there 6.1.0 x86_64");
	option(99, "is not known");
	option(9, "3.1.6 (x)");
	tsc_option();
}

static void begin(void)
{
	made_bytes(&dat.made, "\x17\x08\x44tracing", 10);
	made_text(&dat.made, dat.version == 6 ? "6" : "7");
	made_number(&dat.made, dat.made.big, 1);
	made_number(&dat.made, 8, 1);
	made_number(&dat.made, PAGE, 4);
}

static void align(void)
{
	while (made_size(&dat.made) % PAGE)
		made_number(&dat.made, 0, 1);
}

static void make_6(void)
{
	size_t table;

	begin();
	headers();
	made_number(&dat.made, 0, 4);
	systems();
	made_number(&dat.made, 0, 4);
	made_number(&dat.made, 0, 4);
	counted(CMDLINES);
	made_number(&dat.made, 2, 4);
	made_text(&dat.made, "options  ");
	options();
	made_number(&dat.made, 0, 2);
	made_text(&dat.made, "flyrecord");
	table = made_size(&dat.made);
	for (int i = 0; i < 4; i++)
		made_number(&dat.made, 0, 8);
	align();
	for (int cpu = 0; cpu < 2; cpu++) {
		made_patch(&dat.made, table + cpu * 16, made_size(&dat.made), 8);
		made_patch(&dat.made, table + cpu * 16 + 8, cpu ? PAGE : 2 * PAGE, 8);
		cpu_pages(cpu);
	}
}

/* ---- Version 7 ---- */

/* What was made from `at` on as a frame, behind its sizes. */
static void pack(size_t at)
{
	size_t size = made_size(&dat.made) - at, skip = dat.no_magic ? 4 : 0;
	uint8_t *frame = malloc(ZSTD_compressBound(size));
	size_t n = ZSTD_compress(frame, ZSTD_compressBound(size), dat.made.file.data + at, size, 1);

	dat.made.file.size = at;
	made_number(&dat.made, n - skip, 4);
	made_number(&dat.made, size, 4);
	made_bytes(&dat.made, frame + skip, n - skip);
	free(frame);
}

static size_t section_begin(uint16_t id)
{
	size_t at = made_size(&dat.made);

	made_number(&dat.made, id, 2);
	made_number(&dat.made, dat.packed, 2);
	made_number(&dat.made, 0, 4);
	made_number(&dat.made, 0, 8);
	return at;
}

static size_t section_end(size_t at)
{
	if (dat.packed)
		pack(at + 16);
	made_patch(&dat.made, at + 8, made_size(&dat.made) - at - 16, 8);
	return at;
}

static void place(uint16_t id, uint64_t at)
{
	made_number(&dat.made, id, 2);
	made_number(&dat.made, 8, 4);
	made_number(&dat.made, at, 8);
}

static void done(uint64_t next)
{
	place(0, next);
}

struct cpu_place {
	uint64_t at, size;
};

static size_t pages_7(struct cpu_place cpus[2])
{
	size_t section = section_begin(3);

	for (int cpu = 0; cpu < 2; cpu++) {
		size_t at = cpus[cpu].at = made_size(&dat.made);

		if (dat.packed)
			made_number(&dat.made, 1, 4);
		cpu_pages(cpu);
		if (dat.packed)
			pack(at + 4);
		cpus[cpu].size = made_size(&dat.made) - at;
	}
	made_patch(&dat.made, section + 8, made_size(&dat.made) - section - 16, 8);
	return section;
}

static void buffer_option(size_t section, const struct cpu_place cpus[2])
{
	size_t at = made_size(&dat.made);

	made_number(&dat.made, 3, 2);
	made_number(&dat.made, 0, 4);
	made_number(&dat.made, section, 8);
	made_text(&dat.made, "");
	made_text(&dat.made, "x86-tsc");
	made_number(&dat.made, PAGE, 4);
	made_number(&dat.made, 2, 4);
	for (int cpu = 0; cpu < 2; cpu++) {
		made_number(&dat.made, cpu, 4);
		made_number(&dat.made, cpus[cpu].at, 8);
		made_number(&dat.made, cpus[cpu].size, 8);
	}
	made_patch(&dat.made, at + 2, made_size(&dat.made) - at - 6, 4);
}

static void make_7(void)
{
	size_t first, head, events, lines, pages, section;
	struct cpu_place cpus[2];

	begin();
	made_text(&dat.made, dat.packed ? "zstd" : "none");
	made_text(&dat.made, "1");
	first = made_size(&dat.made);
	made_number(&dat.made, 0, 8);
	section = section_begin(16);
	headers();
	head = section_end(section);
	section = section_begin(18);
	systems();
	events = section_end(section);
	section = section_begin(21);
	counted(CMDLINES);
	lines = section_end(section);
	pages = pages_7(cpus);
	/* the second section of options stands first */
	section = section_begin(0);
	buffer_option(pages, cpus);
	done(0);
	section = section_end(section);
	made_patch(&dat.made, first, made_size(&dat.made), 8);
	first = dat.options = section_begin(0);
	options();
	place(16, head);
	place(18, events);
	place(21, lines);
	done(section);
	section_end(first);
}

/* ---- Tests ---- */

static void make(struct dat as)
{
	dat = as;
	dat.kvm_exit = dat.kvm_exit ?: made_kvm_exit;
	dat.commit_size = dat.commit_size ?: 8;
	made_init(&dat.made, as.made.big);
	if (dat.version == 6)
		make_6();
	else
		make_7();
}

static void import(void)
{
	imported_make(&im, dat.made.file.data, dat.made.file.size);
}

static void release(void)
{
	imported_release(&im);
	made_release(&dat.made);
}

ParameterizedTestParameters(trace_dat, kinds)
{
	static struct dat kinds[] = {
		{ .version = 6 },
		{ .version = 6, .made.big = true },
		{ .version = 6, .commit_size = 4 },
		{ .version = 7 },
		{ .version = 7, .made.big = true },
		{ .version = 7, .packed = true },
		{ .version = 7, .packed = true, .no_magic = true, .made.big = true },
	};

	return cr_make_param_array(struct dat, kinds, sizeof(kinds) / sizeof(kinds[0]));
}

ParameterizedTest(struct dat *kind, trace_dat, kinds)
{
	make(*kind);
	import();
	cr_assert(eq(int, im.r, 0), "%s", im.trouble.text);
	cr_expect(eq(u64, im.events, 6));
	cr_expect(eq(u64, im.moved + im.cut + im.unknown + im.others, 0));
	cr_expect(eq(int, im.trace.damages, 0));
	imported_expect(&im, "exit", "time", " 64 12c c8 1c2");
	imported_expect(&im, "exit", "reason", " 30 0 0 80000021");
	imported_expect(&im, "exit", "vcpu", " 0 0 1 1");
	imported_expect(&im, "exit", "VMX_GUEST_RIP", " 1000 1004 2000 2004");
	imported_expect(&im, "exit", "VMX_EXIT_QUALIFICATION", " 182 0 dead 4");
	imported_expect(&im, "exit", "VMX_IDT_VECTORING_INFO_FIELD", " 0 0 80000b0e -");
	imported_expect(&im, "exit", "VMX_VM_EXIT_INTR_INFO", " 0 80000202 80000b0e -");
	imported_expect(&im, "exit", "VMX_VM_EXIT_INTR_ERROR_CODE", " - - 6 -");
	imported_expect(&im, "entry", "time", " 190");
	imported_expect(&im, "entry", "VMX_GUEST_RIP", " 2002");
	imported_expect(&im, "kvm:kvm_exit", "args.guest_rip", " 1000 1004 2000 2004");
	imported_expect(&im, "it:plain", "args.value", " fffffffffffffffb");
	/* how many is not told: one at least, before the other CPU's first */
	imported_expect(&im, "lost", "count", " 1");
	imported_expect(&im, "lost", "time", " c8");
	imported_expect(&im, "lost", "type", " 9");
	imported_expect(&im, "task", "tid", " 15 0 16");
	release();
}

Test(trace_dat, facts)
{
	make((struct dat){ .version = 6 });
	import();
	cr_expect(eq(str, (char *)imported_fact(&im, "recorder"), "trace-cmd 3.1.6"));
	cr_expect(eq(str, (char *)imported_fact(&im, "host.name"), "there"));
	cr_expect(eq(str, (char *)imported_fact(&im, "host.kernel"), "Linux 6.1.0"));
	cr_expect(eq(str, (char *)imported_fact(&im, "isa"), "vmx"));
	cr_expect(eq(str, (char *)imported_fact(&im, "clock"), "tsc"));
	cr_expect(
		eq(str, (char *)imported_fact(&im, "format.kvm:kvm_exit"), (char *)made_kvm_exit));
	cr_expect(eq(str, (char *)imported_fact(&im, "walltime"), ""));
	release();
}

/* Two ns a tick, and 1000 us from there to the time of day. */
Test(trace_dat, clock)
{
	const struct vmt_session_info *info;

	make((struct dat){ .version = 6 });
	import();
	info = im.trace.all.sessions[0].info;
	cr_expect(eq(u64, info->ticks_per_second, 500000000));
	cr_expect(eq(u64, info->start.time, 99));
	cr_expect(eq(u64, info->start.mono, 198));
	cr_expect(eq(u64, info->start.real, 1000198));
	cr_expect(eq(u64, info->end.mono, 1000));
	release();
}

/* Before 5.10 info2 was the interruption's information, and the rest was not there. */
Test(trace_dat, old_kernels_exits)
{
	make((struct dat){ .version = 6, .kvm_exit = made_old_kvm_exit });
	import();
	imported_expect(&im, "exit", "vcpu", " - - - -");
	imported_expect(&im, "exit", "VMX_IDT_VECTORING_INFO_FIELD", " - - - -");
	imported_expect(&im, "exit", "VMX_VM_EXIT_INTR_INFO", " 0 0 80000b0e -");
	imported_expect(&im, "exit", "VMX_VM_EXIT_INTR_ERROR_CODE", " - - - -");
	release();
}

Test(trace_dat, exits_of_another_processor_stay_tracepoints)
{
	make((struct dat){ .version = 6 });
	/* the isa of the last exit: 24 bytes into its record, of which 40 follow, and an entry */
	made_patch(&dat.made, made_size(&dat.made) - PAGE + 16 + 68 + 28 + 4 + 24, SVM, 4);
	import();
	imported_expect(&im, "exit", "time", " 64 12c c8");
	imported_expect(&im, "kvm:kvm_exit", "time", " 64 12c c8 1c2");
	release();
}

static void refused(const char *what)
{
	import();
	cr_expect(eq(int, im.r, -1));
	cr_expect(strstr(im.trouble.text, what) != NULL, "%s: %s", what, im.trouble.text);
	release();
}

Test(trace_dat, other_versions_are_refused)
{
	make((struct dat){ .version = 6 });
	dat.made.file.data[10] = '5';
	refused("those of 6 and 7 are understood");
}

Test(trace_dat, other_compression_is_refused)
{
	make((struct dat){ .version = 7, .packed = true });
	memcpy(dat.made.file.data + 18, "zlib", 4);
	refused("is compressed by zlib; convert it");
}

Test(trace_dat, options_that_go_round_are_refused)
{
	make((struct dat){ .version = 7 });
	/* the last option of the file's last section leads back to it */
	made_patch(&dat.made, made_size(&dat.made) - 8, dat.options, 8);
	refused("options have no end");
}

/* What one CPU's damage costs is that page alone. */
Test(trace_dat, a_damaged_page_is_left_out)
{
	make((struct dat){ .version = 6 });
	made_patch(&dat.made, made_size(&dat.made) - 3 * PAGE + 8, PAGE, 8);
	import();
	cr_expect(eq(int, im.r, -1));
	cr_expect(strstr(im.trouble.text, "a page of events before here is none") != NULL);
	imported_expect(&im, "exit", "time", " c8 1c2");
	imported_expect(&im, "it:plain", "time", " 1f4");
	cr_expect(eq(str, (char *)im.trace.all.sessions[0].info->cause, im.trouble.text));
	release();
}
