/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that lie with good checksums: whatever a reader is given, it neither crashes nor
 * hands out a view that breaks what vmt.h promises of views.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "format/footer.h"
#include "format/le.h"
#include "format/section.h"
#include "tests/memtrace.h"
#include "tests/viewcheck.h"

#define ROUNDS 6000
#define MAX_BLOCKS 64
#define MAX_SECTIONS 32

struct target {
	struct memfile file;
	struct {
		size_t offset;
		uint32_t body, bytes;
	} sections[MAX_SECTIONS];
	struct {
		size_t offset, bytes;
		uint32_t section;
	} blocks[MAX_BLOCKS];
	uint32_t nsections, nblocks;
};

static uint64_t seed = 88172645463325252;

static uint32_t below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 32) % n;
}

static void find_sections(struct target *t)
{
	struct section s;
	size_t at;

	for (at = 0; at < t->file.size; at += s.total) {
		cr_assert(eq(int, section_get_head(t->file.data + at, &s), 0));
		cr_assert(lt(u32, t->nsections, MAX_SECTIONS));
		t->sections[t->nsections].offset = at;
		t->sections[t->nsections].body = s.body_size;
		t->sections[t->nsections++].bytes = s.total;
	}
}

static void add_blocks(struct target *t, const struct vmt_chunk_info *info)
{
	uint32_t i, s = 0;

	while (t->sections[s].offset != info->offset)
		s++;
	for (i = 0; i < info->nblocks; i++) {
		if (!info->blocks[i].bytes)
			continue;
		cr_assert(lt(u32, t->nblocks, MAX_BLOCKS));
		t->blocks[t->nblocks].offset = info->blocks[i].offset;
		t->blocks[t->nblocks].bytes = info->blocks[i].bytes;
		t->blocks[t->nblocks++].section = s;
	}
}

static void target_init(struct target *t)
{
	struct vmt_sink sink;
	struct memtrace trace;
	uint32_t i;

	*t = (struct target){ .nsections = 0 };
	memfile_init(&t->file);
	sink = memfile_sink(&t->file);
	cr_assert(eq(int, memtrace_write_small(&sink, false), 0));
	find_sections(t);
	memtrace_open(&trace, t->file.data, t->file.size);
	for (i = 0; i < SMALL_CHUNKS; i++)
		add_blocks(t, vmt_chunk_info(trace.all.sessions[0].chunks[i]));
	memtrace_close(&trace);
}

/* Makes the checksums of a section's body and head true again. */
static void seal(uint8_t *section, uint32_t body)
{
	le_put64(section + 56, XXH3_64bits(section + SECTION_HEAD, body));
	le_put64(section + 64, XXH3_64bits(section, 64));
}

static void spoil(uint8_t *p, size_t size)
{
	static const uint8_t favourites[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint32_t i, n = 1 + below(3);

	for (i = 0; i < n; i++)
		p[below(size)] = below(2) ? below(256) : favourites[below(5)];
}

static void spoil_body(const struct target *t, uint8_t *data)
{
	uint32_t s = below(t->nsections);

	spoil(data + t->sections[s].offset + SECTION_HEAD, t->sections[s].body);
	seal(data + t->sections[s].offset, t->sections[s].body);
}

static void spoil_block(const struct target *t, uint8_t *data)
{
	uint32_t b = below(t->nblocks), s = t->blocks[b].section;
	uint8_t *section = data + t->sections[s].offset, *block = data + t->blocks[b].offset, *at;
	uint8_t hash[8];

	le_put64(hash, XXH3_64bits(block, t->blocks[b].bytes));
	at = memmem(section + SECTION_HEAD, t->sections[s].body, hash, sizeof(hash));
	cr_assert(at != NULL);
	spoil(block, t->blocks[b].bytes);
	le_put64(at, XXH3_64bits(block, t->blocks[b].bytes));
	seal(section, t->sections[s].body);
}

static void read_all(struct memtrace *t)
{
	for (uint32_t i = 0; i < t->all.nsessions; i++)
		for (uint32_t k = 0; k < t->all.sessions[i].nrounds; k++) {
			const char *broken =
				viewcheck_round(t->all.sessions[i].rounds[k], t->scratch);

			cr_assert(broken == NULL, "%s", broken);
		}
}

static void attack(void (*spoil_one)(const struct target *, uint8_t *))
{
	struct memtrace t, lie;
	struct memfile copy;
	struct target target;
	uint32_t i;

	target_init(&target);
	memfile_init(&copy);
	memtrace_open(&t, target.file.data, target.file.size);
	for (i = 0; i < ROUNDS; i++) {
		copy.size = 0;
		memfile_append(&copy, target.file.data, target.file.size);
		spoil_one(&target, copy.data);
		cr_assert(eq(sz, pwrite(t.fd, copy.data, copy.size, 0), copy.size));
		memtrace_open_fd(&lie, t.fd);
		if (!lie.error)
			read_all(&lie);
		memtrace_close(&lie);
	}
	memtrace_close(&t);
	memfile_release(&copy);
	memfile_release(&target.file);
}

/* Into the footer; of the victim with a lie in its head or its body, and checksums that hold. */
static void add_copy(struct footer *f, const uint8_t *section, uint32_t size, bool victim)
{
	uint8_t copy[4096];

	cr_assert(le(sz, SECTION_HEAD + (size_t)size, sizeof(copy)));
	memcpy(copy, section, SECTION_HEAD + size);
	if (victim && below(2))
		spoil(copy + 8, 48);
	else if (victim)
		spoil(copy + SECTION_HEAD, size);
	seal(copy, size);
	cr_assert(eq(int, footer_add(f, copy, copy + SECTION_HEAD, size), 0));
}

static void append_footer(const struct target *t, struct memfile *out, uint32_t victim)
{
	struct section s = { .type = SECTION_FOOTER, .version = SECTION_VERSION };
	uint8_t head[SECTION_HEAD];
	struct bytebuf body = { 0 };
	struct footer f;
	uint32_t i;

	cr_assert(eq(int, footer_init(&f), 0));
	for (i = 0; i < t->nsections; i++)
		add_copy(&f, t->file.data + t->sections[i].offset, t->sections[i].body,
			 i == victim);
	cr_assert(eq(int, footer_put(&f, &body, t->file.size), 0));
	memcpy(s.id, t->file.data + 24, sizeof(s.id));
	s.seq = t->nsections;
	s.body_size = body.size;
	s.total = SECTION_HEAD + body.size;
	s.body_hash = XXH3_64bits(body.data, body.size);
	section_put_head(head, &s);
	memfile_append(out, head, sizeof(head));
	memfile_append(out, body.data, body.size);
	bytebuf_release(&body);
	footer_release(&f);
}

Test(fmt_hostile, footers_that_lie)
{
	struct memtrace t, lie;
	struct memfile copy;
	struct target target;
	uint32_t i, believed = 0;

	target_init(&target);
	memfile_init(&copy);
	memtrace_open(&t, target.file.data, target.file.size);
	for (i = 0; i < ROUNDS; i++) {
		copy.size = 0;
		memfile_append(&copy, target.file.data, target.file.size);
		append_footer(&target, &copy, i ? below(target.nsections) : UINT32_MAX);
		cr_assert(eq(sz, pwrite(t.fd, copy.data, copy.size, 0), copy.size));
		cr_assert(eq(int, ftruncate(t.fd, copy.size), 0));
		memtrace_open_fd(&lie, t.fd);
		if (!lie.error)
			read_all(&lie);
		cr_assert(i || !lie.harmless, "an honest one is believed");
		believed += !lie.harmless;
		memtrace_close(&lie);
	}
	cr_assert(gt(u32, believed, ROUNDS / 10));
	memtrace_close(&t);
	memfile_release(&copy);
	memfile_release(&target.file);
}

Test(fmt_hostile, bodies_that_lie)
{
	attack(spoil_body);
}

Test(fmt_hostile, blocks_that_lie)
{
	attack(spoil_block);
}
