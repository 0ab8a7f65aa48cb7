/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_tokens.h"

#include <string.h>

#include "format/le.h"

#define TOKEN 511	 /* most bytes of one: as of a symbol */
#define TABLE (1u << 16) /* most bytes of all: their index has 16 bits */
#define INDEX (2 * GUEST_TOKENS)
#define TRIES 1024 /* places that look like it, of which more than a few are made up */

/* The codes of digits stand for themselves, in every kernel that has each in some name. */
static const char digits[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009";

/* Bytes of a token that begins at p, its terminator too; 0: it is none. */
static size_t token_size(const uint8_t *p, size_t n)
{
	size_t i = 0;

	while (i < n && i <= TOKEN && p[i] > ' ' && p[i] < 0x7f)
		i++;
	return i < n && !p[i] ? i + 1 : 0;
}

/* The bytes of all tokens from that of '0' on; 0: they are none. */
static size_t tail_size(const uint8_t *p, size_t n)
{
	size_t size = 0;

	for (int i = '0'; i < GUEST_TOKENS; i++) {
		size_t token = token_size(p + size, n - size);

		if (!token)
			return 0;
		size += token;
	}
	return size;
}

/* An index that leads to 256 tokens that fill n bytes behind each other. */
static bool fits(struct guest_tokens *t, const uint8_t *table, size_t n, const uint8_t *index)
{
	size_t at = 0;

	for (int i = 0; i < GUEST_TOKENS; i++) {
		size_t size = at < n ? token_size(table + at, n - at) : 0;

		if (!size || le_get16(index + 2 * i) != at)
			return false;
		t->text[i] = table + at;
		t->size[i] = size - 1;
		at += size;
	}
	return at == n;
}

/* Tables whose tail begins at an address, if their index is where it then must be. */
static bool take(struct guest_tokens *t, struct guest_window *w, uint64_t tail, size_t size,
		 uint32_t align)
{
	uint64_t index = (tail + size + align - 1) & -(uint64_t)align;
	const uint8_t *i = guest_window_at(w, index, INDEX), *table;
	uint64_t begin = i ? tail - le_get16(i + 2 * '0') : 0;

	table = i ? guest_window_at(w, begin, index - begin) : NULL;
	if (!table || !fits(t, table, tail + size - begin, i))
		return false;
	t->begin = begin;
	t->end = index + INDEX;
	return true;
}

static bool take_any(struct guest_tokens *t, struct guest_window *w, uint64_t tail)
{
	uint64_t rest = guest_window_rest(w, tail);
	size_t n = rest < TABLE ? rest : TABLE, size;
	const uint8_t *p = guest_window_at(w, tail, n);

	size = p ? tail_size(p, n) : 0;
	return size && (take(t, w, tail, size, 8) || take(t, w, tail, size, 4));
}

static bool find_between(struct guest_tokens *t, struct guest_window *w, uint64_t from, uint64_t to,
			 uint32_t *tries)
{
	const uint8_t *begin = guest_window_at(w, from, to - from), *p = begin;

	while (p && *tries && (p = memmem(p, begin + (to - from) - p, digits, sizeof(digits)))) {
		if (take_any(t, w, from + (p - begin)))
			return true;
		(*tries)--;
		p++;
	}
	return false;
}

static bool find_in_step(struct guest_tokens *t, struct guest_window *w, uint64_t va,
			 uint32_t *tries)
{
	uint64_t from = va;

	/* digits that began before it */
	if (va > w->base && guest_window_step(w, va - 1)->copied)
		from -= sizeof(digits) - 1;
	return find_between(t, w, from, va + GUEST_WINDOW_STEP, tries);
}

/* First what the kernel cannot write, for there they are, if it is up. */
int guest_tokens_find(struct guest_tokens *t, struct guest_window *w)
{
	uint32_t tries = TRIES;

	for (int constant = 1; constant >= 0; constant--)
		for (uint64_t at = 0; at < w->size; at += GUEST_WINDOW_STEP) {
			const struct guest_window_step *s = guest_window_step(w, w->base + at);

			if (s->mapped && s->constant == constant &&
			    find_in_step(t, w, w->base + at, &tries))
				return 0;
			if (w->error)
				return w->error;
		}
	return -ENOENT;
}

/* Most tokens are short: bytes are moved by eights, with what is behind them. */
static void copy(char *to, const uint8_t *from, size_t n)
{
	for (size_t i = 0; i < n; i += GUEST_TOKEN_SLACK)
		memcpy(to + i, from + i, GUEST_TOKEN_SLACK);
}

size_t guest_tokens_expand(const struct guest_tokens *t, const uint8_t *codes, size_t n, char *to,
			   size_t room)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t token = t->size[codes[i]];

		if (token > room - size)
			return 0;
		copy(to + size, t->text[codes[i]], token);
		size += token;
	}
	return size;
}
