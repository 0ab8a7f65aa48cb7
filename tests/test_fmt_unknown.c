/* SPDX-License-Identifier: GPL-2.0 */
/* What a later version may have written: sections of other types and other versions. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "format/section.h"
#include "tests/memtrace.h"

static struct memfile f;
static struct memtrace t;
static char *whole, *text;

static void setup(void)
{
	struct vmt_sink sink;

	memfile_init(&f);
	sink = memfile_sink(&f);
	cr_assert(eq(int, memtrace_write_small(&sink, false), 0));
	memtrace_open(&t, f.data, f.size);
	whole = memtrace_text(&t);
	memtrace_close(&t);
}

static void cleanup(void)
{
	memtrace_close(&t);
	memfile_release(&f);
	free(whole);
	free(text);
}

/* Rewrites the heads of sections of a type, from the first-th on; returns how many there are. */
static uint32_t rewrite(uint8_t type, uint32_t first, void (*change)(struct section *))
{
	struct section s;
	uint32_t n = 0;
	size_t at;

	for (at = 0; at < f.size; at += s.total) {
		cr_assert(eq(int, section_get_head(f.data + at, &s), 0));
		if (s.type != type || n++ < first)
			continue;
		change(&s);
		section_put_head(f.data + at, &s);
	}
	memtrace_open(&t, f.data, f.size);
	text = memtrace_text(&t);
	return n;
}

static void to_optional_type(struct section *s)
{
	s->type = 200;
	s->flags = 0;
}

static void to_critical_type(struct section *s)
{
	s->type = 200;
}

static void to_optional_version(struct section *s)
{
	s->version++;
	s->flags = 0;
}

static void to_critical_version(struct section *s)
{
	s->version++;
}

static uint32_t chunks(void)
{
	return t.all.sessions[0].nchunks;
}

/* The repeats of the opening stand between rounds, and nothing needs them. */
Test(fmt_unknown, optional_types_are_skipped, .init = setup, .fini = cleanup)
{
	cr_assert(gt(u32, rewrite(SECTION_SESSION, 1, to_optional_type), 1));
	cr_expect(eq(str, text, whole));
	cr_expect(eq(uint, t.damages, 0));
}

Test(fmt_unknown, optional_versions_are_skipped, .init = setup, .fini = cleanup)
{
	cr_assert(gt(u32, rewrite(SECTION_SCHEMA, 1, to_optional_version), 1));
	cr_expect(eq(str, text, whole));
	cr_expect(eq(uint, t.damages, 0));
}

Test(fmt_unknown, a_critical_type_ends_what_is_read, .init = setup, .fini = cleanup)
{
	rewrite(SECTION_SESSION, 1, to_critical_type);
	cr_assert(eq(u32, t.all.nsessions, 1));
	cr_expect(gt(u32, chunks(), 0));
	cr_expect(lt(u32, chunks(), SMALL_CHUNKS));
	cr_expect(strncmp(text, whole, strlen(text)) == 0);
	cr_expect(gt(uint, t.damages, 0));
}

Test(fmt_unknown, a_critical_version_ends_what_is_read, .init = setup, .fini = cleanup)
{
	rewrite(SECTION_CHUNK, SMALL_CHUNKS - 1, to_critical_version);
	cr_expect(gt(u32, chunks(), 0));
	cr_expect(lt(u32, chunks(), SMALL_CHUNKS));
	cr_expect(gt(uint, t.damages, 0));
}

Test(fmt_unknown, a_newer_opening_says_so, .init = setup, .fini = cleanup)
{
	rewrite(SECTION_SCHEMA, 0, to_critical_version);
	cr_expect(eq(int, t.error, 0));
	cr_expect(eq(u32, t.all.nsessions, 0));
	cr_expect(eq(uint, t.damages, 1));
	cr_expect(eq(str, (char *)t.last, "session of a newer version: nothing of it is read"));
}
