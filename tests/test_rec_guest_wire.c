/* SPDX-License-Identifier: GPL-2.0 */
/* What the process that reads guests answers, and answers that are none. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "record/guest/guest_wire.h"

static const struct guest_linux_image images[] = {
	{ .name = "vmlinux", .base = 0xffffffff81000000, .size = 1 << 24, .nsymbols = 2 },
	{ .name = "dummy", .base = 0xffffffffc0000000, .build_id_size = 20, .nsymbols = 1 },
};
static struct guest_symbol_row symbols[] = {
	{ 0xffffffff81000000, 16, 0, 'T' },
	{ 0xffffffff81000010, 32, 6, 't' },
	{ 0xffffffffc0000000, 8, 17, 'd' },
};
static char names[] = "_text\0startup_64\0"; /* the last is empty */
static const struct guest_task tasks[] = {
	{ .address = 0xffff888000000000, .pid = 1, .tgid = 1, .comm = "init", .leader = "init" },
};
static const struct guest_answer full = {
	.kernel = 7,
	.facts = { .banner = "Linux version 6.1", .symbols = true },
	.symbols_id = 9,
	.nimages = 2,
	.images = images,
	.symbols = { .n = 3, .rows = symbols, .text = names, .text_size = sizeof(names) },
	.tasks_whole = true,
	.ntasks = 1,
	.tasks = tasks,
	.begin = 100,
	.end = 200,
	.error = "no modules",
};

static int file;
static void *room;
static struct guest_answer a;

static void setup(void)
{
	file = memfd_create("answer", 0);
	cr_assert_geq(file, 0);
	cr_assert_eq(guest_wire_tell(file, &full), 0);
}

static void cleanup(void)
{
	free(room);
	close(file);
}

static int told(void)
{
	free(room);
	room = NULL;
	return guest_wire_told(file, &a, &room);
}

TestSuite(rec_guest_wire, .init = setup, .fini = cleanup);

Test(rec_guest_wire, an_answer_comes_as_it_went)
{
	cr_assert_eq(told(), 0);
	cr_expect_eq(a.kernel, 7);
	cr_expect_str_eq(a.facts.banner, "Linux version 6.1");
	cr_expect_eq(a.begin, 100);
	cr_expect_eq(a.end, 200);
	cr_expect_str_eq(a.error, "no modules");
	cr_assert_eq(a.nimages, 2);
	cr_expect_eq(memcmp(a.images, images, sizeof(images)), 0);
	cr_assert_eq(a.ntasks, 1);
	cr_expect_eq(memcmp(a.tasks, tasks, sizeof(tasks)), 0);
	cr_assert_eq(a.symbols.n, 3);
	cr_expect_eq(memcmp(a.symbols.rows, symbols, sizeof(symbols)), 0);
	cr_expect_str_eq(guest_symbols_text(&a.symbols, 1), "startup_64");
	cr_expect_eq(guest_symbols_length(&a.symbols, 1), 10);
	cr_expect_str_empty(guest_symbols_text(&a.symbols, 2));
	cr_expect_eq(guest_symbols_length(&a.symbols, 2), 0);
}

Test(rec_guest_wire, a_shorter_answer_leaves_nothing_of_a_longer)
{
	struct guest_answer empty = { .error = "no kernel" };

	cr_assert_eq(guest_wire_tell(file, &empty), 0);
	cr_assert_eq(told(), 0);
	cr_expect_eq(a.nimages + a.symbols.n + a.ntasks, 0);
	cr_expect_str_eq(a.error, "no kernel");
}

Test(rec_guest_wire, a_cut_answer_is_none)
{
	off_t size = lseek(file, 0, SEEK_END);

	while (--size >= 0) {
		cr_assert_eq(ftruncate(file, size), 0);
		cr_expect_eq(told(), -EPROTO, "cut to %ld bytes", (long)size);
	}
}

static void poke(size_t at, const void *bytes, size_t n)
{
	cr_assert_eq(pwrite(file, bytes, n, at), (ssize_t)n);
}

#define IMAGES_AT sizeof(struct guest_answer)
#define TASKS_AT (IMAGES_AT + sizeof(images))
#define SYMBOLS_AT (TASKS_AT + sizeof(tasks))
#define NAMES_AT (SYMBOLS_AT + 3 * 24)

static void bad_count(size_t at)
{
	static const uint32_t counts[] = { 0, 1, 2, 3, 4, 1 << 20, 1u << 31, UINT32_MAX };
	uint32_t right;

	cr_assert_eq(pread(file, &right, sizeof(right), at), (ssize_t)sizeof(right));
	for (uint32_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		poke(at, &counts[i], sizeof(counts[i]));
		if (counts[i] != right)
			cr_expect_eq(told(), -EPROTO, "%u at %zu", counts[i], at);
	}
	poke(at, &right, sizeof(right));
	cr_expect_eq(told(), 0);
}

Test(rec_guest_wire, counts_that_do_not_fit_are_refused)
{
	bad_count(offsetof(struct guest_answer, nimages));
	bad_count(offsetof(struct guest_answer, symbols.n));
	bad_count(offsetof(struct guest_answer, ntasks));
	bad_count(IMAGES_AT + offsetof(struct guest_linux_image, nsymbols));
}

/* Where each begins, and where one ends. */
Test(rec_guest_wire, names_that_do_not_follow_each_other_are_refused)
{
	static const uint32_t beginnings[] = { 0, 5, 7, 16, 18, sizeof(names), UINT32_MAX };

	for (uint32_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
		poke(SYMBOLS_AT + 24 + 16, &beginnings[i], 4);
		cr_expect_eq(told(), -EPROTO, "the second at %u", beginnings[i]);
	}
	poke(SYMBOLS_AT + 24 + 16, &(uint32_t){ 6 }, 4);
	cr_expect_eq(told(), 0);
	poke(NAMES_AT + 5, "x", 1);
	cr_expect_eq(told(), -EPROTO, "a name that goes on in the next");
	poke(NAMES_AT + 5, "\0\0", 2);
	cr_expect_eq(told(), -EPROTO, "a name that ends too soon");
	poke(NAMES_AT + 6, "s", 1);
	poke(NAMES_AT + sizeof(names) - 1, "x", 1);
	cr_expect_eq(told(), -EPROTO, "a last name without an end");
}

Test(rec_guest_wire, a_name_has_so_many_bytes_and_no_more)
{
	struct guest_answer one = full;
	struct guest_linux_image image = { .name = "vmlinux", .nsymbols = 1 };
	char text[GUEST_LINUX_NAME + 1] = { 0 };

	one.nimages = 1;
	one.images = &image;
	memset(text, 'x', GUEST_LINUX_NAME);
	for (uint32_t over = 0; over < 2; over++) {
		text[GUEST_LINUX_NAME - 1] = over ? 'x' : 0;
		one.symbols = (struct guest_symbols){
			.n = 1, .rows = symbols, .text = text, .text_size = GUEST_LINUX_NAME + over
		};
		cr_assert_eq(guest_wire_tell(file, &one), 0);
		cr_expect_eq(told(), over ? -EPROTO : 0);
	}
}

Test(rec_guest_wire, texts_without_an_end_are_cut)
{
	char long_text[GUEST_READER_TEXT];

	memset(long_text, 'x', sizeof(long_text));
	poke(offsetof(struct guest_answer, error), long_text, sizeof(a.error));
	poke(offsetof(struct guest_answer, facts.banner), long_text, sizeof(a.facts.banner));
	poke(IMAGES_AT + offsetof(struct guest_linux_image, name), long_text, sizeof(images->name));
	poke(TASKS_AT + offsetof(struct guest_task, comm), long_text, 32);
	cr_assert_eq(told(), 0);
	cr_expect_eq(strlen(a.error), sizeof(a.error) - 1);
	cr_expect_eq(strlen(a.facts.banner), sizeof(a.facts.banner) - 1);
	cr_expect_eq(strlen(a.images->name), sizeof(images->name) - 1);
	cr_expect_eq(strlen(a.tasks->comm), 15);
	cr_expect_eq(strlen(a.tasks->leader), 15);
}

Test(rec_guest_wire, a_build_id_that_is_too_long_is_refused)
{
	poke(IMAGES_AT + offsetof(struct guest_linux_image, build_id_size),
	     &(uint32_t){ GUEST_LINUX_BUILD_ID + 1 }, 4);
	cr_expect_eq(told(), -EPROTO);
}

Test(rec_guest_wire, more_symbols_than_an_answer_has_are_refused)
{
	struct guest_answer huge = full;

	huge.symbols.n = GUEST_WIRE_MOST / sizeof(*symbols) + 1;
	cr_expect_eq(guest_wire_tell(file, &huge), -EFBIG);
}

Test(rec_guest_wire, a_request_comes_as_it_went)
{
	const struct vmtrace_slot slots[] = { { .gpa = 0, .bytes = 4096, .hva = 8192 } };
	const struct guest_request out = { .tgid = 5, .cr3 = 1, .nslots = 1, .slots = slots };
	struct guest_request in;

	cr_assert_eq(guest_wire_ask(file, &out), 0);
	cr_assert_eq(guest_wire_asked(file, &in, &room), 0);
	cr_expect_eq(in.tgid, 5);
	cr_assert_eq(in.nslots, 1);
	cr_expect_eq(memcmp(in.slots, slots, sizeof(slots)), 0);
	free(room);
	room = NULL;
	cr_assert_eq(ftruncate(file, sizeof(out) + sizeof(slots) - 1), 0);
	cr_expect_eq(guest_wire_asked(file, &in, &room), -EPROTO);
}
