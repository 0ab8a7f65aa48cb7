/* SPDX-License-Identifier: GPL-2.0 */
/* Where a kernel slid to, from made-up code and exits. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/guest/code_site.h"
#include "report/guest/guest_given.h"

#define BASE 0xffffffff81000000ull
#define SIZE (6u << 20)
#define SLIDE 0x15200000ull
#define STEP (2u << 20)

static struct guest_kernel k;
static struct slide_votes v;
static struct slide found;
static char message[GUEST_MESSAGE];
static int cpuid, msr, hlt, io;

/* Code of nothing but NOP, and instructions put into it. */
static void setup(void)
{
	k.images = calloc(1, sizeof(*k.images));
	k.segments = calloc(1, sizeof(*k.segments));
	k.nimages = k.nsegments = 1;
	guest_image_init(&k.images[0], VMT_IMAGE_KERNEL, "vmlinux", 7);
	k.images[0].base = BASE;
	k.images[0].size = SIZE;
	k.segments[0] = (struct guest_segment){ BASE, SIZE, malloc(SIZE) };
	memset(k.segments[0].bytes, 0x90, SIZE);
	guest_image_add(&k.images[0], BASE + 0x1000, 0, 'T', "entry_SYSCALL_64", 16);
	guest_image_add(&k.images[0], BASE + 0x2000, 0, 'T', "entry_SYSENTER_compat", 21);
	guest_image_seal(&k.images[0]);
	cpuid = code_site_kind(VMT_ISA_SVM, 0x72);
	msr = code_site_kind(VMT_ISA_SVM, 0x7c);
	hlt = code_site_kind(VMT_ISA_SVM, 0x78);
	io = code_site_kind(VMT_ISA_SVM, 0x7b);
}

static void cleanup(void)
{
	guest_kernel_release(&k);
	slide_votes_release(&v);
	k = (struct guest_kernel){ 0 };
}

static void put(uint32_t at, const char *bytes, size_t n)
{
	memcpy(k.segments[0].bytes + at, bytes, n);
}

static void exits(int kind, uint32_t at, uint64_t slide, uint64_t n)
{
	cr_assert(eq(int, slide_vote(&v, kind, BASE + at + slide, n), 0));
}

static int decide(void)
{
	return slide_decide(&v, &k, &found, message);
}

Test(guest_slide, kinds_of_either_make)
{
	static const unsigned char rdmsr[] = { 0x0f, 0x32 }, wrmsr[] = { 0x0f, 0x30 };
	static const unsigned char outw[] = { 0x66, 0xef }, rep_outs[] = { 0xf3, 0x66, 0x6f };

	cr_expect(eq(int, code_site_kind(VMT_ISA_SVM, 0x7c), code_site_kind(VMT_ISA_VMX, 31)));
	cr_expect(eq(int, code_site_kind(VMT_ISA_VMX, 31), code_site_kind(VMT_ISA_VMX, 32)));
	cr_expect(eq(int, code_site_kind(VMT_ISA_SVM, 0x72), code_site_kind(VMT_ISA_VMX, 10)));
	cr_expect(eq(int, code_site_kind(VMT_ISA_SVM, 0x60), -1), "an interrupt is nobody's");
	cr_expect(eq(int, code_site_kind(VMT_ISA_VMX, 48), -1));
	msr = code_site_kind(VMT_ISA_SVM, 0x7c);
	io = code_site_kind(VMT_ISA_SVM, 0x7b);
	cr_expect(code_site_is(msr, rdmsr, 2));
	cr_expect(code_site_is(msr, wrmsr, 2));
	cr_expect(not(code_site_is(msr, wrmsr, 1)), "cut");
	cr_expect(code_site_is(io, outw, 2));
	cr_expect(code_site_is(io, rep_outs, 3));
	cr_expect(not(code_site_is(io, rep_outs, 2)));
}

Test(guest_slide, one_exit_that_no_other_place_explains, .init = setup, .fini = cleanup)
{
	put(0x123456, "\x0f\xa2", 2);
	exits(cpuid, 0x123456, SLIDE, 1);
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, SLIDE));
	cr_expect(eq(int, found.origin, VMT_SLIDE_EXITS));
	cr_expect(eq(u64, found.matched, 1));
	cr_expect(eq(u64, found.compared, 1));
}

Test(guest_slide, none_at_all, .init = setup, .fini = cleanup)
{
	put(0x1000, "\x0f\xa2", 2);
	exits(cpuid, 0x1000, 0, 5);
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, 0));
}

Test(guest_slide, downwards, .init = setup, .fini = cleanup)
{
	put(0x1000, "\x0f\xa2", 2);
	exits(cpuid, 0x1000, -4ull * STEP, 5);
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, -4ull * STEP));
}

/* The same instruction in the same place of two steps. */
Test(guest_slide, two_places_explain_it, .init = setup, .fini = cleanup)
{
	put(0x1000, "\x0f\xa2", 2);
	put(0x1000 + STEP, "\x0f\xa2", 2);
	exits(cpuid, 0x1000, SLIDE, 1000);
	cr_expect(eq(int, decide(), -1), "however many exits");
	cr_expect(strstr(message, "fit the slides") != NULL, "%s", message);
	put(0x2000, "\x0f\x30", 2);
	put(0x3000, "\x0f\x32", 2);
	put(0x4000, "\x0f\x32", 2);
	put(0x5000, "\x0f\x32", 2);
	for (int i = 2; i <= 5; i++)
		exits(msr, 0x1000 * i, SLIDE, 1);
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, SLIDE));
}

Test(guest_slide, places_that_were_patched, .init = setup, .fini = cleanup)
{
	for (int i = 1; i <= 6; i++) {
		if (i <= 4)
			put(0x1000 * i, "\x0f\x30", 2);
		exits(msr, 0x1000 * i, SLIDE, 10);
	}
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, SLIDE));
	cr_expect(eq(u64, found.matched, 40));
	cr_expect(eq(u64, found.compared, 60));
}

/* Another kernel: one of its places meets an instruction by chance. */
Test(guest_slide, another_kernel, .init = setup, .fini = cleanup)
{
	put(0x1000, "\x0f\x30", 2);
	for (int i = 1; i <= 6; i++)
		exits(msr, 0x1000 * i, SLIDE, 10);
	cr_expect(eq(int, decide(), -1));
	cr_expect(strstr(message, "another") != NULL, "%s", message);
}

Test(guest_slide, two_boots, .init = setup, .fini = cleanup)
{
	for (int i = 1; i <= 8; i++) {
		put(0x1000 * i + i, "\x0f\x30", 2);
		exits(msr, 0x1000 * i + i, i <= 4 ? SLIDE : SLIDE + 16 * STEP, 10);
	}
	cr_expect(eq(int, decide(), -1));
	cr_expect(strstr(message, "booted twice") != NULL, "%s", message);
}

/* Of one byte, and so among code by chance: many of them are needed. */
Test(guest_slide, weak_evidence, .init = setup, .fini = cleanup)
{
	unsigned char *bytes = k.segments[0].bytes;

	for (uint32_t i = 0; i < SIZE; i++)
		bytes[i] = i % 7 ? 0x90 : 0xec;
	exits(io, 7 * 1000, SLIDE, 100000);
	cr_expect(eq(int, decide(), -1));
}

Test(guest_slide, users_and_modules_do_not_count, .init = setup, .fini = cleanup)
{
	put(0x1000, "\x0f\xa2", 2);
	exits(cpuid, 0x1000, SLIDE, 3);
	for (int i = 0; i < 100; i++) {
		cr_assert(eq(int, slide_vote(&v, cpuid, 0x401000 + i, 1), 0));
		cr_assert(eq(int, slide_vote(&v, cpuid, 0xffffffffc0400000 + i, 1), 0));
	}
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.compared, 3));
}

Test(guest_slide, nothing_tells, .init = setup, .fini = cleanup)
{
	cr_expect(eq(int, decide(), -1));
	cr_expect(strstr(message, "no exit") != NULL, "%s", message);
}

/* ---- Entry points ---- */

Test(guest_slide, entry_points_alone, .init = setup, .fini = cleanup)
{
	k.nsegments = 0;
	for (int i = 0; i < 100; i++) {
		slide_vote_entry(&v, SLIDE_LSTAR, i ? BASE + 0x1000 + SLIDE : 0);
		slide_vote_entry(&v, SLIDE_SYSENTER, BASE + 0x2000 + SLIDE);
	}
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(u64, found.slide, SLIDE));
	cr_expect(eq(int, found.origin, VMT_SLIDE_ENTRY));
	cr_expect(found.confirmed, "by the second");
	k.nsegments = 1;
}

Test(guest_slide, entry_points_confirm, .init = setup, .fini = cleanup)
{
	put(0x1234, "\x0f\xa2", 2);
	exits(cpuid, 0x1234, SLIDE, 1);
	slide_vote_entry(&v, SLIDE_LSTAR, BASE + 0x1000 + SLIDE);
	cr_assert(eq(int, decide(), 0), "%s", message);
	cr_expect(eq(int, found.origin, VMT_SLIDE_EXITS));
	cr_expect(found.confirmed);
}

Test(guest_slide, entry_points_contradict, .init = setup, .fini = cleanup)
{
	put(0x1234, "\x0f\xa2", 2);
	exits(cpuid, 0x1234, SLIDE, 1);
	slide_vote_entry(&v, SLIDE_LSTAR, BASE + 0x1000 + SLIDE + STEP);
	cr_expect(eq(int, decide(), -1));
	cr_expect(strstr(message, "entry_SYSCALL_64") != NULL, "%s", message);
}

/* What is no step is no slide of this kernel's: the register is another's. */
Test(guest_slide, entry_points_off_step, .init = setup, .fini = cleanup)
{
	slide_vote_entry(&v, SLIDE_LSTAR, BASE + 0x1000 + SLIDE + 0x1000);
	cr_expect(eq(int, decide(), -1));
}

Test(guest_slide, entry_points_of_two_boots, .init = setup, .fini = cleanup)
{
	for (int i = 0; i < 100; i++)
		slide_vote_entry(&v, SLIDE_LSTAR, BASE + 0x1000 + (i % 3 ? SLIDE : 0));
	cr_expect(eq(int, decide(), -1));
}

/* ---- Bounds ---- */

Test(guest_slide, more_places_than_are_kept, .init = setup, .fini = cleanup)
{
	for (uint32_t i = 0; i < SLIDE_PLACES + 1000; i++)
		cr_assert(eq(int, slide_vote(&v, cpuid, i, 1), 0));
	cr_expect(eq(u32, v.n, SLIDE_PLACES));
	exits(cpuid, 0x1234, SLIDE, 1);
	cr_expect(eq(u32, v.n, SLIDE_PLACES));
}

Test(guest_slide, of_unknown_origin)
{
	struct slide s = { .origin = 200 };
	char text[GUEST_MESSAGE];

	slide_describe(&s, text);
	cr_expect(eq(str, text, "of unknown origin"));
}

Test(guest_slide, offsets_as_people_write_them)
{
	uint64_t slide = 1;

	cr_expect(eq(int, guest_parse_slide("0x1c000000", &slide), 0));
	cr_expect(eq(u64, slide, 0x1c000000));
	cr_expect(eq(int, guest_parse_slide("-0x200000", &slide), 0));
	cr_expect(eq(u64, slide, -0x200000ull));
	cr_expect(eq(int, guest_parse_slide("0", &slide), 0));
	cr_expect(eq(int, guest_parse_slide("", &slide), -1));
	cr_expect(eq(int, guest_parse_slide("--1", &slide), -1));
	cr_expect(eq(int, guest_parse_slide("0x", &slide), -1));
	cr_expect(eq(int, guest_parse_slide("1M", &slide), -1));
	cr_expect(eq(int, guest_parse_slide("0x1ffffffffffffffff", &slide), -1));
}
