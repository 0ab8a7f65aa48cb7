/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/madekallsyms.h"

#include <stdio.h>
#include <string.h>

/* Tables of kallsyms in their order. */
enum table {
	END,
	OFFSETS,
	BASE,
	NUM,
	NAMES,
	MARKERS,
	SEQS,
	TOKENS,
	INDEX,
};
static const struct plan {
	uint8_t align, number; /* bytes of num_syms and markers */
	enum { SIGNED, ABOVE, PLACE } kind;
	enum table tables[9];
} plans[MADE_KALLSYMS] = {
	[MADE_4_19] = { 8, 8, SIGNED, { OFFSETS, BASE, NUM, NAMES, MARKERS, TOKENS, INDEX } },
	[MADE_4_20] = { 8, 4, SIGNED, { OFFSETS, BASE, NUM, NAMES, MARKERS, TOKENS, INDEX } },
	[MADE_6_2] = { 8, 4, SIGNED, { OFFSETS, BASE, NUM, NAMES, MARKERS, SEQS, TOKENS, INDEX } },
	[MADE_6_4] = { 8, 4, SIGNED, { NUM, NAMES, MARKERS, TOKENS, INDEX, OFFSETS, BASE, SEQS } },
	[MADE_6_15] = { 8, 4, ABOVE, { NUM, NAMES, MARKERS, TOKENS, INDEX, OFFSETS, BASE, SEQS } },
	[MADE_7_0] = { 4, 4, PLACE, { NUM, NAMES, MARKERS, TOKENS, INDEX, OFFSETS, SEQS } },
};

/* What is written, and where. */
struct kallsyms {
	struct made_guest *g;
	const struct plan *plan;
	uint64_t at;
	uint32_t markers[MADE_SYMBOLS / 256 + 1];
	char tokens[256][16];
};

static void put(struct kallsyms *k, uint64_t value, uint32_t size)
{
	made_put(k->g, k->at, value, size);
	k->at += size;
}

static void make_tokens(struct kallsyms *k)
{
	for (int i = 0; i < 256; i++)
		if (i > ' ' && i < 0x7f)
			k->tokens[i][0] = i;
		else
			snprintf(k->tokens[i], sizeof(k->tokens[i]), "token%d", i);
	strcpy(k->tokens[1], "tfunction_");
	strcpy(k->tokens[2], "function_");
}

static uint32_t encode(const struct kallsyms *k, const char *text, uint8_t *codes)
{
	uint32_t n = 0;

	while (*text) {
		uint8_t code = *text;

		for (int i = 1; i <= 2; i++)
			if (!strncmp(text, k->tokens[i], strlen(k->tokens[i])))
				code = i;
		text += strlen(k->tokens[code]);
		codes[n++] = code;
	}
	return n;
}

static void put_names(struct kallsyms *k)
{
	uint64_t begin = k->at;

	for (uint32_t i = 0; i < k->g->nsymbols; i++) {
		const struct made_symbol *s = &k->g->symbols[i];
		char text[300];
		uint8_t codes[300];
		uint32_t n;

		if (i % 256 == 0)
			k->markers[i / 256] = k->at - begin;
		snprintf(text, sizeof(text), "%c%s", s->type, s->name);
		n = encode(k, text, codes);
		if (n > 127)
			put(k, n % 128 | 128, 1);
		put(k, n > 127 ? n / 128 : n, 1);
		for (uint32_t j = 0; j < n; j++)
			put(k, codes[j], 1);
	}
}

static void put_tokens(struct kallsyms *k)
{
	for (int i = 0; i < 256; i++)
		for (const char *c = k->tokens[i];; c++) {
			put(k, *c, 1);
			if (!*c)
				break;
		}
}

static void put_index(struct kallsyms *k)
{
	uint32_t at = 0;

	for (int i = 0; i < 256; i++) {
		put(k, at, 2);
		at += strlen(k->tokens[i]) + 1;
	}
}

static void put_offsets(struct kallsyms *k)
{
	for (uint32_t i = 0; i < k->g->nsymbols; i++) {
		uint64_t address = k->g->symbols[i].address;

		if (k->plan->kind == PLACE)
			put(k, address - made_in_image(k->g, k->at), 4);
		else if (k->plan->kind == ABOVE)
			put(k, address - k->g->base, 4);
		else
			put(k, address < k->g->base ? address : k->g->base - 1 - address, 4);
	}
}

static void put_markers(struct kallsyms *k)
{
	for (uint32_t i = 0; i < (k->g->nsymbols + 255) / 256; i++)
		put(k, k->markers[i], k->plan->number);
}

static void put_seqs(struct kallsyms *k)
{
	for (uint32_t i = 0; i < k->g->nsymbols; i++)
		put(k, i ^ 5, 3);
}

static void put_base(struct kallsyms *k)
{
	put(k, k->g->base, 8);
}

static void put_num(struct kallsyms *k)
{
	put(k, k->g->nsymbols, k->plan->number);
}

void made_kallsyms_put(struct made_guest *g, uint64_t at)
{
	static void (*const puts[])(struct kallsyms *) = {
		[OFFSETS] = put_offsets, [BASE] = put_base,	  [NUM] = put_num,
		[NAMES] = put_names,	 [MARKERS] = put_markers, [SEQS] = put_seqs,
		[TOKENS] = put_tokens,	 [INDEX] = put_index,
	};
	uint64_t *const places[] = {
		[OFFSETS] = &g->offsets, [BASE] = &g->relative_base,
		[NUM] = &g->num_syms,	 [NAMES] = &g->names,
		[MARKERS] = &g->markers, [TOKENS] = &g->tokens,
		[INDEX] = &g->index,	 [SEQS] = NULL,
	};
	struct kallsyms k = { .g = g, .plan = &plans[g->options.kallsyms], .at = at };

	make_tokens(&k);
	for (const enum table *t = k.plan->tables; *t; t++) {
		k.at = (k.at + k.plan->align - 1) & -(uint64_t)k.plan->align;
		if (places[*t])
			*places[*t] = k.at;
		puts[*t](&k);
	}
}
