/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/fuzz/fuzzprog.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void set_options(struct options *o, unsigned int bits)
{
	options_init(o);
	o->errtags = true;
	o->zdefs = bits & 2;
	o->defaultargs = bits & 4;
	o->argref = bits & 8;
	o->flowindent = bits & 16;
	o->quiet = bits & 32;
	o->inorder = bits & 64;
	o->threads = bits & 128 ? 3 : 1;
}

/* A script is any bytes, with nothing behind them; -n TEXT is a string. */
static char *copy_text(const uint8_t *data, size_t size, bool inlined)
{
	char *text = malloc(size + inlined);

	if (size)
		memcpy(text, data, size);
	if (inlined)
		text[size] = 0;
	return text;
}

void fuzzprog_init(struct fuzzprog *p, const uint8_t *data, size_t size, const struct world *w)
{
	static const char *const args[] = { "7", "word", "two words", "0x10", "-1" };
	unsigned int bits = size ? data[size - 1] ^ '\n' : 0;
	char *text = copy_text(data, size, bits & 1);
	struct derror error = { 0 };
	struct dsource source = { .name = bits & 1 ? text : "fuzz.d",
				  .text = text,
				  .size = bits & 1 ? strlen(text) : size,
				  .inlined = bits & 1,
				  .nargs = sizeof(args) / sizeof(*args),
				  .args = args };

	*p = (struct fuzzprog){ .probes = probe_set_new() };
	set_options(&p->options, bits);
	if (!p->probes || world_probes(w, p->probes))
		fuzz_die("no memory for probes");
	p->compiler = dc_new(&p->options, p->probes, w->pool);
	if (!dc_add(p->compiler, &source, &error))
		p->program = dc_finish(p->compiler);
	else if (!*error.tag || !*error.message)
		fuzz_die("an error without a tag or a message");
	free(text);
}

void fuzzprog_release(struct fuzzprog *p)
{
	dc_free(p->compiler);
	probe_set_free(p->probes);
}
