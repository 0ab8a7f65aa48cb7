/* SPDX-License-Identifier: GPL-2.0 */
/* Pages of ftrace's ring buffer, made by hand in either byte order. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>

#include "record/import/ring_page.h"
#include "tests/importtest.h"

#define PAGE 256

enum { PADDING = 29, EXTEND = 30, STAMP = 31 };

static struct made made;
static size_t commit;

static void begin(bool big, uint64_t time)
{
	made_init(&made, big);
	made_number(&made, time, 8);
	commit = made_size(&made);
	made_number(&made, 0, 8);
}

static void head(unsigned int type, uint32_t delta)
{
	made_number(&made, made.big ? type << 27 | delta : delta << 5 | type, 4);
}

static void end(uint64_t flags)
{
	made_patch(&made, commit, (made_size(&made) - commit - 8) | flags, 8);
	while (made_size(&made) < PAGE)
		made_number(&made, 0, 1);
}

static struct ring_page open_page(void)
{
	struct ring_page p;

	cr_assert(eq(int, ring_page_open(&p, made.file.data, PAGE, made.big, 8), 0));
	return p;
}

static void expect(struct ring_page *p, uint64_t time, uint32_t size, uint8_t first)
{
	struct ring_event e;

	cr_assert(eq(int, ring_page_next(p, &e), 1));
	cr_expect(eq(u64, e.time, time));
	cr_expect(eq(u32, e.size, size));
	cr_expect(eq(u8, e.data[0], first));
}

static void make_all_kinds(bool big)
{
	begin(big, 1000);
	head(2, 5);
	made_bytes(&made, "abcdefgh", 8);
	head(0, 1); /* its size, itself included, is behind */
	made_number(&made, 4 + 6, 4);
	made_bytes(&made, "ijklmn\0\0", 8);
	head(EXTEND, 3);
	made_number(&made, 2, 4);
	head(1, 7);
	made_bytes(&made, "opqr", 4);
	head(PADDING, 10); /* discarded: four bytes behind its size */
	made_number(&made, 8, 4);
	made_bytes(&made, "????", 4);
	head(1, 1);
	made_bytes(&made, "stuv", 4);
	head(STAMP, 4);
	made_number(&made, 1, 4);
	head(1, 0);
	made_bytes(&made, "wxyz", 4);
	head(PADDING, 0); /* to the end */
	end(0);
}

ParameterizedTestParameters(ring_page, kinds)
{
	static bool orders[] = { false, true };

	return cr_make_param_array(bool, orders, 2);
}

ParameterizedTest(bool *big, ring_page, kinds)
{
	struct ring_page p;
	struct ring_event e;
	uint64_t time = 1005;

	make_all_kinds(*big);
	p = open_page();
	cr_expect(not(p.lost));
	expect(&p, time, 8, 'a');
	expect(&p, time += 1, 8, 'i');
	time += (2ull << 27) + 3;
	expect(&p, time += 7, 4, 'o');
	expect(&p, time += 10 + 1, 4, 's');
	expect(&p, (1ull << 27) + 4, 4, 'w');
	cr_expect(eq(int, ring_page_next(&p, &e), 0));
	made_release(&made);
}

Test(ring_page, absolute_time_keeps_the_pages_high_bits)
{
	struct ring_page p;

	begin(false, 0xf800000000000000 | 77);
	head(STAMP, 9);
	made_number(&made, 0, 4);
	head(1, 0);
	made_bytes(&made, "abcd", 4);
	end(0);
	p = open_page();
	expect(&p, 0xf800000000000000 | 9, 4, 'a');
	made_release(&made);
}

Test(ring_page, lost_events)
{
	struct ring_page p;

	begin(false, 1);
	end(1u << 31);
	p = open_page();
	cr_expect(p.lost);
	cr_expect(eq(u64, p.lost_count, 0));
	made_release(&made);
	begin(true, 1);
	head(1, 0);
	made_bytes(&made, "abcd", 4);
	end(1u << 31 | 1u << 30);
	made_patch(&made, 16 + 8, 42, 8);
	p = open_page();
	cr_expect(p.lost);
	cr_expect(eq(u64, p.lost_count, 42));
	made_release(&made);
}

Test(ring_page, more_than_the_page_is_refused)
{
	struct ring_page p;

	begin(false, 1);
	end(0);
	made_patch(&made, commit, PAGE - 16 + 1, 8);
	cr_expect(eq(int, ring_page_open(&p, made.file.data, PAGE, false, 8), -1));
	made_patch(&made, commit, PAGE - 16, 8);
	cr_expect(eq(int, ring_page_open(&p, made.file.data, PAGE, false, 8), 0));
	/* a count of what was lost needs room, too */
	made_patch(&made, commit, (PAGE - 16 - 7) | 3u << 30, 8);
	cr_expect(eq(int, ring_page_open(&p, made.file.data, PAGE, false, 8), -1));
	made_release(&made);
}

/* Sizes that kbuffer would follow backwards, or for ever. */
static void refuse(unsigned int type, uint32_t delta, uint32_t size)
{
	struct ring_page p;
	struct ring_event e;

	begin(false, 1);
	head(type, delta);
	made_number(&made, size, 4);
	end(0);
	p = open_page();
	cr_expect(eq(int, ring_page_next(&p, &e), -1), "type %u size %#x", type, size);
	made_release(&made);
}

Test(ring_page, impossible_sizes_are_refused)
{
	static const uint32_t sizes[] = {
		0, 1, 3, 9, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff
	};

	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		refuse(0, 0, sizes[i]);
		refuse(PADDING, 1, sizes[i]);
	}
	refuse(5, 0, 0);
}

/* Any byte changed: no crash, no endless walk, nothing beyond the page. */
Test(ring_page, every_byte_flipped)
{
	make_all_kinds(false);
	for (size_t at = 0; at < PAGE; at++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			struct ring_page p;
			struct ring_event e;
			unsigned int n = 0;

			made.file.data[at] ^= 1 << bit;
			if (!ring_page_open(&p, made.file.data, PAGE, false, 8))
				while (ring_page_next(&p, &e) > 0) {
					cr_assert(e.data >= made.file.data + 16);
					cr_assert(e.data + e.size <= made.file.data + PAGE);
					cr_assert(n++ < PAGE);
				}
			made.file.data[at] ^= 1 << bit;
		}
	}
	made_release(&made);
}
