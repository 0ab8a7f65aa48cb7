/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_kallsyms.h"

#include <stdlib.h>
#include <string.h>

#include "format/le.h"
#include "record/guest/guest_linux.h"
#include "record/guest/guest_tokens.h"

#define BLOCK 256u	   /* symbols a marker */
#define FEWEST (BLOCK + 1) /* of any kernel */
#define NAME_CODES 513u	   /* bytes of a name in codes, at most, its length too */
#define BLOCKS (GUEST_LINUX_SYMBOLS / BLOCK + 1)
#define REACH (32u << 20)	 /* bytes that the names take, at most */
#define WORK (4u << 20)		 /* names that are walked until something fits */
#define BEHIND_IMAGE (64u << 20) /* symbols there, as _end, need not be mapped */

struct kallsyms {
	struct guest_window *window;
	struct guest_tokens tokens;
	uint64_t num, names; /* addresses of these tables */
	uint32_t align;	     /* of all: what fills num_syms up tells it */
	uint32_t n;
	uint32_t work;
	uint32_t *markers; /* of BLOCKS */
};

static uint64_t align(uint64_t va, uint32_t to)
{
	return (va + to - 1) & -(uint64_t)to;
}

static bool is_count(uint64_t n)
{
	return n >= FEWEST && n <= GUEST_LINUX_SYMBOLS;
}

/* ---- Names ---- */

/* The codes of the name at p, of at most n bytes, and their number; NULL: it is none. */
static const uint8_t *codes_of(const uint8_t *p, size_t n, uint32_t *codes)
{
	uint32_t head = 1, count;

	if (!n)
		return NULL;
	count = p[0];
	if (count & 0x80) {
		if (n < 2 || p[1] & 0x80)
			return NULL;
		count = (count & 0x7f) | (uint32_t)p[1] << 7;
		head = 2;
	}
	*codes = count;
	return count && count <= n - head ? p + head : NULL;
}

/* Walks k->n names; where every 256th begins. 0: they are none, else where they end. */
static uint64_t walk_names(struct kallsyms *k)
{
	size_t size = k->tokens.begin - k->names;
	const uint8_t *begin = guest_window_at(k->window, k->names, size), *p = begin;

	for (uint32_t i = 0, codes; begin && i < k->n; i++) {
		if (i % BLOCK == 0)
			k->markers[i / BLOCK] = p - begin;
		p = k->work ? codes_of(p, begin + size - p, &codes) : NULL;
		if (!p)
			return 0;
		k->work--;
		p += codes;
	}
	return begin ? k->names + (p - begin) : 0;
}

/* Whether they are behind the names, and where they end. */
static bool markers_fit(struct kallsyms *k, uint64_t va, uint32_t width, uint64_t *end)
{
	uint32_t n = (k->n + BLOCK - 1) / BLOCK;
	const uint8_t *p = guest_window_at(k->window, va, (size_t)n * width);

	for (uint32_t i = 0; p && i < n; i++)
		if (le_get(p + i * width, width) != k->markers[i])
			return false;
	*end = va + n * width;
	return p;
}

/* Tokens come behind the markers, perhaps with one number of each symbol between. */
static bool leads_to_tokens(const struct kallsyms *k, uint64_t va)
{
	static const uint8_t between[] = { 0, 3, 4 };

	for (uint32_t i = 0; i < sizeof(between); i++)
		if (align(align(va, k->align) + (uint64_t)k->n * between[i], k->align) ==
		    k->tokens.begin)
			return true;
	return false;
}

static bool names_fit(struct kallsyms *k)
{
	uint64_t names_end = k->names < k->tokens.begin ? walk_names(k) : 0, end;

	for (uint32_t width = 4; names_end && width <= k->align; width += 4)
		if (markers_fit(k, align(names_end, k->align), width, &end) &&
		    leads_to_tokens(k, end))
			return true;
	return false;
}

/* num_syms at an address, filled up to the alignment of all, and the names behind it. */
static bool try_num(struct kallsyms *k, uint64_t num, uint32_t to)
{
	const uint8_t *p = guest_window_at(k->window, num, to);
	uint64_t n = p ? le_get(p, to) : 0;

	if (!is_count(n))
		return false;
	k->num = num;
	k->names = num + to;
	k->align = to;
	k->n = n;
	return names_fit(k);
}

/* The last num_syms that begins between two addresses. */
static bool try_nums(struct kallsyms *k, uint64_t from, uint64_t to)
{
	const uint8_t *p;

	from = from > k->window->base && from < to ? from & -4ull : k->window->base;
	p = to > from ? guest_window_at(k->window, from, to - from) : NULL;
	for (uint64_t num = (to - 4) & -4ull; p && num >= from; num -= 4)
		if (is_count(le_get32(p + (num - from))) &&
		    (try_num(k, num, 8) || try_num(k, num, 4)))
			return true;
	return false;
}

static uint32_t word_at(struct kallsyms *k, uint64_t va)
{
	const uint8_t *p = guest_window_at(k->window, va, 4);

	return p ? le_get32(p) : 0;
}

/* Back from the last marker to the first, which is 0; 0: they are none. */
static uint64_t first_marker(struct kallsyms *k, uint64_t va)
{
	while (word_at(k, va))
		if (word_at(k, va) <= word_at(k, va - 4))
			return 0;
		else
			va -= 4;
	return va;
}

/*
 * Where markers end right before the tokens. What the last of them says is all that the names
 * take, but for the last block of them.
 */
static bool find_by_markers(struct kallsyms *k)
{
	uint64_t last = k->tokens.begin - 4, names;
	uint32_t size;

	if (!word_at(k, last)) /* what aligns the tokens */
		last -= 4;
	size = word_at(k, last);
	names = size ? first_marker(k, last) : 0;
	if (!names || size > REACH)
		return false;
	return try_nums(k, names - size - BLOCK * NAME_CODES, names - size);
}

/* Where relative_base stands before num_syms: it is the address of the image. */
static bool try_bases(struct kallsyms *k, uint64_t from, uint64_t to)
{
	const uint8_t *p = guest_window_at(k->window, from, to - from);

	for (uint64_t va = to - 8; p && va >= from; va -= 8)
		if (le_get64(p + (va - from)) == k->window->base && try_num(k, va + 8, 8))
			return true;
	return false;
}

static bool find_by_base(struct kallsyms *k)
{
	uint64_t least = k->window->base, from, to = k->tokens.begin & -8ull;

	if (to - least > REACH)
		least = to - REACH;
	for (; to > least; to = from) {
		from = to - least > GUEST_WINDOW_STEP ? to - GUEST_WINDOW_STEP : least;
		if (try_bases(k, from, to))
			return true;
	}
	return false;
}

/* ---- Addresses ---- */

enum offset_kind { OFFSET_SIGNED, OFFSET_ABOVE, OFFSET_PLACE };

/* The table of offsets and how to take it. */
struct offsets {
	const uint8_t *bytes;
	uint64_t va, base;
	enum offset_kind kind;
};

static uint64_t address_of(const struct offsets *o, uint32_t i)
{
	uint32_t offset = le_get32(o->bytes + 4ull * i);
	int64_t wide = (int32_t)offset;

	switch (o->kind) {
	case OFFSET_SIGNED:
		return wide >= 0 ? (uint64_t)wide : o->base - 1 - wide;
	case OFFSET_ABOVE:
		return o->base + offset;
	default:
		return o->va + 4ull * i + wide;
	}
}

/* Sorted, and of the image; per CPU they may be less. */
static bool offsets_fit(struct kallsyms *k, const struct offsets *o)
{
	uint64_t end = k->window->base + k->window->size + BEHIND_IMAGE, before = 0;

	for (uint32_t i = 0; i < k->n; i++) {
		uint64_t va = address_of(o, i);

		if (va < before || va >= end)
			return false;
		if (va < k->window->base && (o->kind != OFFSET_SIGNED || va >> 31))
			return false;
		before = va;
	}
	return before >= k->window->base;
}

/* Offsets at an address, and the base of all at another or 0. */
static bool try_offsets(struct kallsyms *k, struct offsets *o, uint64_t va, uint64_t base,
			enum offset_kind kind)
{
	const uint8_t *b = base ? guest_window_at(k->window, base, 8) : NULL;

	o->bytes = guest_window_at(k->window, va, 4ull * k->n);
	o->va = va;
	o->base = b ? le_get64(b) : 0;
	o->kind = kind;
	if (!o->bytes || (base && !guest_window_holds(k->window, o->base)))
		return false;
	return offsets_fit(k, o);
}

static bool try_based(struct kallsyms *k, struct offsets *o, uint64_t va, uint64_t base)
{
	return try_offsets(k, o, va, base, OFFSET_SIGNED) ||
	       try_offsets(k, o, va, base, OFFSET_ABOVE);
}

static bool find_offsets(struct kallsyms *k, struct offsets *o)
{
	uint64_t size = align(4ull * k->n, k->align), base = k->num - 8;
	uint64_t behind = align(k->tokens.end, k->align);

	return try_based(k, o, base - size, base) || try_based(k, o, behind, behind + size) ||
	       try_offsets(k, o, behind, 0, OFFSET_PLACE);
}

/* ---- All of it ---- */

static int add_all(struct guest_symbols *s, struct kallsyms *k, const struct offsets *o)
{
	char name[GUEST_LINUX_NAME + 1 + GUEST_TOKEN_SLACK]; /* its type first */
	const uint8_t *p = guest_window_at(k->window, k->names, k->tokens.begin - k->names);
	const uint8_t *end = p + (k->tokens.begin - k->names);

	for (uint32_t i = 0, n = 0; i < k->n; i++, p += n) {
		struct guest_symbol_row row = { .address = address_of(o, i) };
		size_t size;
		int error;

		p = codes_of(p, end - p, &n);
		if (!p)
			return -ENOENT;
		size = guest_tokens_expand(&k->tokens, p, n, name, GUEST_LINUX_NAME);
		if (!size)
			continue;
		row.type = (unsigned char)name[0];
		error = guest_symbols_add(s, &row, name + 1, size - 1);
		if (error)
			return error;
	}
	return 0;
}

static int read_all(struct guest_symbols *s, struct kallsyms *k)
{
	struct offsets o;
	int error = guest_tokens_find(&k->tokens, k->window);

	if (error)
		return error;
	if ((!find_by_markers(k) && !find_by_base(k)) || !find_offsets(k, &o))
		return k->window->error ? k->window->error : -ENOENT;
	return add_all(s, k, &o);
}

int guest_kallsyms_read(struct guest_symbols *s, struct guest_window *w)
{
	struct kallsyms k = { .window = w, .work = WORK };
	uint32_t first = s->n;
	int error = -ENOMEM;

	k.markers = calloc(BLOCKS, sizeof(*k.markers));
	if (k.markers)
		error = read_all(s, &k);
	if (error)
		guest_symbols_cut(s, first);
	else
		guest_symbols_size(s, first, w->base + w->size);
	free(k.markers);
	return error;
}
