/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include "tests/dctest.h"
#include "report/lang/disasm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SVM 2

void dctest_init(struct dctest *t)
{
	memset(t, 0, sizeof(*t));
	options_init(&t->options);
	t->options.errtags = true;
	t->probes = probe_set_new();
	t->pool = strpool_new();
	cr_assert(t->probes && t->pool);
	cr_assert(!probe_set_add_exit(t->probes, SVM, 0x72, "CPUID"));
	cr_assert(!probe_set_add_exit(t->probes, SVM, 0x60, "INTR"));
	cr_assert(!probe_set_add_entry(t->probes, SVM));
	probe_set_rate(t->probes, 997, 1);
	t->compiler = dc_new(&t->options, t->probes, t->pool);
	cr_assert(t->compiler);
}

static char *list(const struct program *p)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	disasm_program(f, p);
	fclose(f);
	return text;
}

void dctest_add(struct dctest *t, const struct dsource *s)
{
	t->program = dc_add(t->compiler, s, &t->error) ? NULL : dc_finish(t->compiler);
	if (t->program)
		t->listing = list(t->program);
}

void dctest_script(struct dctest *t, const char *text, uint32_t nargs, const char *const *args)
{
	struct dsource s = {
		.name = "test.d", .text = text, .size = strlen(text), .nargs = nargs, .args = args
	};

	dctest_init(t);
	dctest_add(t, &s);
}

void dctest_inline(struct dctest *t, const char *text)
{
	struct dsource s = { .name = text, .text = text, .size = strlen(text), .inlined = true };

	dctest_init(t);
	dctest_add(t, &s);
}

void dctest_release(struct dctest *t)
{
	free(t->listing);
	dc_free(t->compiler);
	strpool_free(t->pool);
	probe_set_free(t->probes);
}

void dctest_body(const char *text, const char *expected)
{
	struct dctest t;
	char *body, *end;

	dctest_script(&t, text, 0, NULL);
	cr_assert(t.program, "%s: %s", text, t.error.message);
	body = strstr(t.listing, "body\n") + strlen("body\n");
	end = strstr(body, "\n\n");
	if (end)
		end[1] = '\0';
	cr_expect_str_eq(body, expected, "%s:\n%s", text, body);
	dctest_release(&t);
}
