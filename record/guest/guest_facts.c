/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_facts.h"

#include <string.h>

#include "format/le.h"

#define BANNER "Linux version "
#define NOTES (1u << 16)	  /* bytes of the kernel's notes, at most */
#define FEATURE_PTI (7 * 32 + 11) /* arch/x86/include/asm/cpufeatures.h */
#define STACK_LEAST 4096u
#define STACK_MOST (1u << 18)

/* ---- The banner ---- */

static bool take_banner(struct guest_linux *g, const uint8_t *p, size_t n)
{
	size_t size = 0;

	while (size < n && size < sizeof(g->facts.banner) - 1 && p[size] >= ' ')
		size++;
	guest_view_text(g->facts.banner, sizeof(g->facts.banner), p, size);
	return !strncmp(g->facts.banner, BANNER, sizeof(BANNER) - 1);
}

/* Where the symbol says; else in what was read of the image. */
void guest_facts_banner(struct guest_linux *g, struct guest_window *w)
{
	uint64_t va = g->anchors[ANCHOR_BANNER];
	const uint8_t *p = guest_window_at(w, va, sizeof(g->facts.banner));

	if (p && take_banner(g, p, sizeof(g->facts.banner)))
		return;
	for (uint64_t at = 0; at < w->size; at += GUEST_WINDOW_STEP) {
		if (!guest_window_step(w, w->base + at)->copied)
			continue;
		p = memmem(w->bytes + at, GUEST_WINDOW_STEP, BANNER, sizeof(BANNER) - 1);
		if (!p || !take_banner(g, p, w->bytes + at + GUEST_WINDOW_STEP - p))
			continue;
		g->anchors[ANCHOR_BANNER] = w->base + (p - w->bytes);
		return;
	}
	g->facts.banner[0] = 0;
}

/* ---- The build-id ---- */

/* ELF notes: sizes of name and content, type, the two, each filled up to 4 bytes. */
static void take_build_id(struct guest_linux_image *image, const uint8_t *p, size_t n)
{
	while (n >= 12) {
		uint32_t name = le_get32(p), content = le_get32(p + 4);
		uint64_t at = 12 + (name + 3ull) / 4 * 4, next = at + (content + 3ull) / 4 * 4;

		if (next > n)
			return;
		if (le_get32(p + 8) == 3 && name == 4 && !memcmp(p + 12, "GNU", 4) && content &&
		    content <= GUEST_LINUX_BUILD_ID) {
			memcpy(image->build_id, p + at, content);
			image->build_id_size = content;
			return;
		}
		p += next;
		n -= next;
	}
}

void guest_facts_build_id(struct guest_linux *g, struct guest_window *w)
{
	const uint64_t *a = g->anchors;
	uint64_t n = a[ANCHOR_STOP_NOTES] - a[ANCHOR_START_NOTES];
	const uint8_t *p = NULL;

	if (a[ANCHOR_START_NOTES] && n <= NOTES)
		p = guest_window_at(w, a[ANCHOR_START_NOTES], n);
	if (p)
		take_build_id(&g->images->image, p, n);
}

/* ---- Small facts ---- */

static bool is_stack_size(uint64_t n)
{
	return n >= STACK_LEAST && n <= STACK_MOST && !(n & (n - 1));
}

/* A thread's stack is as large as the union that it is in, and as that of init_task. */
void guest_facts_stack_size(struct guest_linux *g)
{
	const uint64_t *a = g->anchors;
	const uint64_t sizes[] = {
		g->layout.sizes[STRUCTURE_THREAD_UNION],
		a[ANCHOR_END_INIT_STACK] - a[ANCHOR_INIT_STACK],
		a[ANCHOR_END_INIT_TASK] - a[ANCHOR_INIT_STACK],
	};

	for (uint32_t i = 0; i < 3 && !g->facts.stack_size; i++)
		if (is_stack_size(sizes[i]))
			g->facts.stack_size = sizes[i];
}

void guest_facts_pti(struct guest_linux *g, struct guest_memory *m)
{
	const struct guest_field_place *f = &g->layout.fields[FIELD_CPU_CAPABILITY];
	uint64_t at = g->anchors[ANCHOR_CPU_DATA] + f->offset + FEATURE_PTI / 32 * 4;
	uint8_t word[4];

	if (!g->anchors[ANCHOR_CPU_DATA] || !f->size || FEATURE_PTI / 8 >= f->size ||
	    guest_virt_read(m, &g->paging, at, word, sizeof(word)))
		return;
	g->facts.pti_known = true;
	g->facts.pti = le_get32(word) >> FEATURE_PTI % 32 & 1;
}

/* 0 where there is no such symbol. */
static int read_number(struct guest_linux *g, struct guest_memory *m, enum guest_anchor anchor,
		       uint64_t *n)
{
	uint8_t b[8] = { 0 };
	int error = 0;

	if (g->anchors[anchor])
		error = guest_virt_read(m, &g->paging, g->anchors[anchor], b, sizeof(b));
	*n = le_get64(b);
	return error;
}

/*
 * Where all memory is mapped in a row, which may be by pages of 4 KiB: no table of these has to be
 * read. Believed if the root itself is where it then should be, which is later than a kernel's
 * first instructions.
 */
int guest_facts_direct(struct guest_linux *g, struct guest_memory *m)
{
	struct guest_paging *p = &g->paging;
	struct guest_place place;
	uint64_t from, to;
	int error = read_number(g, m, ANCHOR_PAGE_OFFSET, &from);

	if (!error && p->direct_bytes)
		return from == p->direct ? 0 : -ESTALE;
	if (!error)
		error = read_number(g, m, ANCHOR_VMALLOC, &to);
	if (error)
		return error;
	if (!from || to < from || guest_virt_find(m, p, from + p->root, &place) ||
	    place.gpa != p->root)
		return 0;
	p->direct = from;
	p->direct_bytes = to - from;
	return 0;
}
