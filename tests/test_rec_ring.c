/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "record/ring_reader.h"

#define WORDS 64
#define BYTES (WORDS * 8)

static uint64_t data[WORDS + 1]; /* of a PAD in the last word the struct's end is beyond */
static struct vmtrace_ring_head head;
static struct vmtrace_ring_control control;
static struct ring ring;

static void setup(void)
{
	memset(data, 0, sizeof(data));
	head.head = control.tail = 0;
	ring = (struct ring){
		.data = (uint8_t *)data,
		.bytes = BYTES,
		.head = &head,
		.control = &control,
	};
}

/* A record of n words at the head, which moves on. */
static void put(uint16_t words, uint8_t type, uint32_t seq)
{
	struct vmtrace_rec *rec = (void *)&data[head.head / 8 % WORDS];

	rec->words = words;
	rec->type = type;
	rec->seq = seq;
	head.head += words * 8;
}

/* Walks all that is there; the numbers of the records that were seen, in order. */
static uint32_t walk(uint32_t *seqs)
{
	const struct vmtrace_rec *rec;
	uint32_t n = 0;

	ring_acquire(&ring);
	while ((rec = ring_peek(&ring))) {
		seqs[n++] = rec->seq;
		ring_next(&ring, rec);
	}
	ring_release(&ring);
	return n;
}

Test(rec_ring, gives_records_in_order, .init = setup)
{
	uint32_t seqs[WORDS];

	put(2, VMTRACE_EXIT, 7);
	put(5, VMTRACE_ENTRY, 8);
	cr_assert_eq(walk(seqs), 2);
	cr_expect(seqs[0] == 7 && seqs[1] == 8);
	cr_expect_eq(control.tail, head.head);
	cr_expect_eq(walk(seqs), 0);
	cr_expect_eq(ring.nonsense, 0);
}

Test(rec_ring, stops_where_the_caller_does, .init = setup)
{
	uint32_t seqs[WORDS];

	put(2, VMTRACE_EXIT, 0);
	ring_acquire(&ring);
	cr_assert_not_null(ring_peek(&ring));
	ring_release(&ring);
	cr_expect_eq(control.tail, 0);
	cr_expect_eq(walk(seqs), 1);
}

Test(rec_ring, pads_are_skipped_and_counted, .init = setup)
{
	const struct vmtrace_rec *rec;

	ring.next = head.head = control.tail = (WORDS - 1) * 8;
	put(1, VMTRACE_PAD, 3);
	put(2, VMTRACE_EXIT, 4);
	ring_acquire(&ring);
	rec = ring_peek(&ring);
	cr_assert_not_null(rec);
	cr_expect_eq(rec->seq, 4);
	cr_expect_eq(ring.pads, 1);
	cr_expect_eq(ring_peek(&ring), rec, "peeking twice is the same");
	ring_next(&ring, rec);
	cr_expect_eq(ring.pads, 0);
	cr_expect_null(ring_peek(&ring));
}

/* One record that cannot be: nothing behind it is believed, what comes later is. */
static void expect_nonsense(const char *what)
{
	uint32_t seqs[WORDS];

	cr_expect_eq(walk(seqs), 0, "%s", what);
	cr_expect_eq(ring.nonsense, 1, "%s", what);
	cr_expect_eq(control.tail, head.head & ~7ull, "%s", what);
	head.head = control.tail;
	data[head.head / 8 % WORDS] = 0;
	if (head.head / 8 % WORDS > WORDS - 2)
		put(1, VMTRACE_PAD, 0);
	put(2, VMTRACE_EXIT, 99);
	cr_expect_eq(walk(seqs), 1, "%s", what);
	cr_expect_eq(seqs[0], 99, "%s", what);
}

Test(rec_ring, nonsense_ends_the_walk)
{
	setup();
	head.head = 16;
	expect_nonsense("words 0");

	setup();
	put(1, VMTRACE_EXIT, 0);
	head.head = 64;
	expect_nonsense("no room for the header");

	setup();
	put(9, VMTRACE_EXIT, 0);
	head.head = 64;
	expect_nonsense("beyond the head");

	setup();
	ring.next = head.head = control.tail = (WORDS - 4) * 8;
	put(6, VMTRACE_EXIT, 0);
	expect_nonsense("beyond the ring's end");

	setup();
	put(0xffff, VMTRACE_PAD, 0);
	head.head = 64;
	expect_nonsense("a PAD beyond the head");

	setup();
	put(2, VMTRACE_EXIT, 0);
	head.head += 3;
	expect_nonsense("a head that is no word's");

	setup();
	head.head = BYTES + 8;
	expect_nonsense("a head beyond the ring");

	setup();
	ring.next = control.tail = 1024;
	head.head = 512;
	expect_nonsense("a head that goes back");
}

/* Whatever the words say, no byte outside of the map is read (under ASan) and the walk ends. */
Test(rec_ring, random_rings_are_survived)
{
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		uint64_t *heap = malloc(BYTES);
		const struct vmtrace_rec *rec;
		uint64_t sum = 0;

		setup();
		for (int i = 0; i < WORDS; i++)
			heap[i] = random() % 4 ? random() % 9 | random() % 3 << 16 : random();
		ring.data = (uint8_t *)heap;
		head.head = random() % (BYTES + 64);
		ring_acquire(&ring);
		while ((rec = ring_peek(&ring))) {
			for (int w = 0; w < rec->words; w++)
				sum += ((const uint64_t *)rec)[w];
			ring_next(&ring, rec);
		}
		ring_release(&ring);
		cr_assert_eq(control.tail % 8, 0, "%llu", (unsigned long long)sum);
		free(heap);
	}
}
