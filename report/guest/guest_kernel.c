/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_kernel.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/guest/guest_elf.h"
#include "report/guest/guest_text.h"

/* Where x86-64 kernels are linked unless their configuration moves them. */
#define USUAL_BASE 0xffffffff81000000ull

void guest_kernel_release(struct guest_kernel *k)
{
	for (uint32_t i = 0; i < k->nimages; i++)
		guest_image_release(&k->images[i]);
	for (uint32_t i = 0; i < k->nsegments; i++)
		free(k->segments[i].bytes);
	free(k->images);
	free(k->segments);
	*k = (struct guest_kernel){ 0 };
}

static int fail(char *message, const char *what)
{
	snprintf(message, GUEST_MESSAGE, "%s", what);
	return -1;
}

/* ---- One file ---- */

static int read_file(struct guest_kernel *k, FILE *file, char *message)
{
	unsigned char head[SELFMAG] = { 0 };
	size_t n = fread(head, 1, sizeof(head), file);

	if (ferror(file))
		return fail(message, strerror(errno));
	k->linked = n == SELFMAG && !memcmp(head, ELFMAG, SELFMAG);
	if (!n || (!k->linked && !isxdigit(head[0])))
		return fail(message, "neither an ELF file nor System.map nor kallsyms; a "
				     "compressed kernel (bzImage) must be unpacked before");
	rewind(file);
	return k->linked ? guest_elf_read(k, fileno(file), message)
			 : guest_text_read(k, file, message);
}

/* ---- Several files ---- */

static bool has_symbols(const struct guest_kernel *k)
{
	return k->images[0].nsymbols;
}

static int check_build_ids(const struct guest_image *a, const struct guest_image *b, char *message)
{
	if (!a->build_id_size || !b->build_id_size)
		return 0;
	if (a->build_id_size == b->build_id_size &&
	    !memcmp(a->build_id, b->build_id, a->build_id_size))
		return 0;
	return fail(message, "of another kernel than the file before: its build-id differs");
}

/* Symbols move to where the code was linked; how far they were from there is worth knowing. */
static int anchor(struct guest_kernel *symbols, const struct guest_kernel *code, char *message)
{
	uint64_t by = symbols->images[0].base - code->images[0].base;

	if (by % GUEST_STEP || by + GUEST_REACH > 2 * GUEST_REACH)
		return fail(message, "of another kernel than the file before: its code does not "
				     "begin where that file's could");
	guest_image_move(&symbols->images[0], -by);
	symbols->ran |= by != 0;
	symbols->ran_slide = by;
	return 0;
}

#define SWAP(a, b)                 \
	do {                       \
		typeof(a) t = (a); \
		(a) = (b);         \
		(b) = t;           \
	} while (0)

/* What `from` has and `to` has not, for both are of one kernel. */
static void give(struct guest_kernel *to, struct guest_kernel *from)
{
	struct guest_image *a = &to->images[0], *b = &from->images[0];

	if (!to->nsegments) {
		SWAP(to->segments, from->segments);
		SWAP(to->nsegments, from->nsegments);
	}
	if (!a->build_id_size) {
		memcpy(a->build_id, b->build_id, b->build_id_size);
		a->build_id_size = b->build_id_size;
	}
	if (a->nsymbols || !b->nsymbols)
		return;
	b->build_id_size = a->build_id_size;
	memcpy(b->build_id, a->build_id, a->build_id_size);
	SWAP(to->images, from->images);
	SWAP(to->nimages, from->nimages);
	to->ran = from->ran;
	to->ran_slide = from->ran_slide;
}

static int join(struct guest_kernel *k, struct guest_kernel *more, char *message)
{
	int rc = check_build_ids(&k->images[0], &more->images[0], message);

	if (rc)
		return rc;
	if (has_symbols(k) && has_symbols(more))
		return fail(message, "the file before has symbols already; give one file with "
				     "symbols, and one with code");
	if (k->linked && more->linked && k->images[0].base != more->images[0].base)
		rc = fail(message, "of another kernel than the file before: it begins elsewhere");
	else if (k->linked && !more->linked)
		rc = anchor(more, k, message);
	else if (!k->linked && more->linked)
		rc = anchor(k, more, message);
	if (rc)
		return rc;
	give(k, more);
	k->linked |= more->linked;
	return 0;
}

int guest_kernel_load(struct guest_kernel *k, const char *path, char message[static GUEST_MESSAGE])
{
	struct guest_kernel more = { 0 };
	FILE *file = fopen(path, "re");
	int rc;

	if (!file)
		return fail(message, strerror(errno));
	rc = read_file(&more, file, message);
	fclose(file);
	if (!rc && !k->nimages)
		SWAP(*k, more);
	else if (!rc)
		rc = join(k, &more, message);
	guest_kernel_release(&more);
	return rc;
}

int guest_kernel_finish(struct guest_kernel *k, char message[static GUEST_MESSAGE])
{
	if (!has_symbols(k))
		return fail(message, "no symbols in it: a stripped kernel; give its debug file, "
				     "System.map or the guest's /proc/kallsyms as well");
	for (uint32_t i = 0; i < k->nimages; i++)
		guest_image_seal(&k->images[i]);
	if (!has_symbols(k))
		return fail(message, "its symbols lie outside of its code and data");
	/* Text that begins elsewhere than kernels are linked was read in a running guest. */
	if (!k->linked && k->images[0].base != USUAL_BASE)
		k->ran = true;
	return 0;
}

const unsigned char *guest_kernel_code(const struct guest_kernel *k, uint64_t address, size_t n,
				       size_t *got)
{
	for (uint32_t i = 0; i < k->nsegments; i++) {
		const struct guest_segment *s = &k->segments[i];
		uint64_t at = address - s->address;

		if (at >= s->size)
			continue;
		*got = n < s->size - at ? n : s->size - at;
		return s->bytes + at;
	}
	return NULL;
}
