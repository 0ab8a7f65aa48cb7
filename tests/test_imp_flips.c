/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What trace-cmd and perf recorded, cut at many lengths and with many of its bits flipped: it is
 * imported, or refused in words, and what comes of it is a whole trace either way.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>

#include "tests/importtest.h"

#define SOME 250 /* cuts of a file, and flips; those of its first bytes are all made */
#define FIRST 128

static char files[][32] = {
	"tests/data/svm-v6.dat",     "tests/data/svm-v7.dat",	   "tests/data/svm-v7z.dat",
	"tests/data/svm-plain.perf", "tests/data/svm-packed.perf", "tests/data/svm-piped.perf",
};

ParameterizedTestParameters(foreign, cuts)
{
	return cr_make_param_array(char[32], files, sizeof(files) / sizeof(files[0]));
}

ParameterizedTestParameters(foreign, flips)
{
	return cr_make_param_array(char[32], files, sizeof(files) / sizeof(files[0]));
}

static void load(struct memfile *m, const char *name)
{
	FILE *f = fopen(name, "rb");
	char data[4096];
	size_t n;

	cr_assert(f != NULL, "%s", name);
	memfile_init(m);
	while ((n = fread(data, 1, sizeof(data), f)))
		memfile_append(m, data, n);
	fclose(f);
}

/* Whether it was imported without a word. */
static bool check(const struct memfile *m, size_t size, const char *name, size_t at)
{
	struct imported im;
	bool whole;

	imported_make(&im, m->data, size);
	whole = !im.r;
	cr_expect(im.r ? im.trouble.text[0] && im.trouble.status : !im.trouble.status,
		  "%s at %zu: %d but \"%s\"", name, at, im.r, im.trouble.text);
	cr_expect(strchr(im.trouble.text, '\n') == NULL, "%s at %zu", name, at);
	if (im.written) {
		cr_expect(eq(int, im.trace.error, 0), "%s at %zu", name, at);
		cr_expect(eq(int, im.trace.damages, 0), "%s at %zu: %s", name, at, im.trace.last);
		cr_expect(im.trace.all.sessions[0].info->ended, "%s at %zu", name, at);
	}
	imported_release(&im);
	return whole;
}

static size_t step(const struct memfile *m, size_t at)
{
	return at < FIRST ? 1 : m->size / SOME + 1;
}

/*
 * What came by a pipe may end behind any record. A version 7 trace.dat ends with the names of its
 * sections, of which there is no other use.
 */
#define SECTION_NAMES 160

static bool may_be_cut(const char *name, size_t left)
{
	return strstr(name, "piped") || (strstr(name, "v7") && left < SECTION_NAMES);
}

/* Of a file that was cut nothing is said to be all. */
ParameterizedTest(char (*name)[32], foreign, cuts)
{
	struct memfile m;

	load(&m, *name);
	cr_assert(check(&m, m.size, *name, m.size));
	for (size_t at = 0; at < m.size; at += step(&m, at))
		cr_expect(check(&m, at, *name, at) <= may_be_cut(*name, m.size - at),
			  "%s: cut at %zu of %zu", *name, at, m.size);
	memfile_release(&m);
}

ParameterizedTest(char (*name)[32], foreign, flips)
{
	struct memfile m;
	unsigned int bit = 0;

	load(&m, *name);
	for (size_t at = 0; at < m.size; at += step(&m, at)) {
		m.data[at] ^= 1 << (bit % 8);
		check(&m, m.size, *name, at);
		m.data[at] ^= 1 << (bit++ % 8);
	}
	memfile_release(&m);
}
