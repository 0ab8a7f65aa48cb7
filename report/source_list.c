/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/source_list.h"

/* A script beyond is a mistake, such as a trace given for a script. */
#define MAX_SCRIPT (16u << 20)

static int read_all(FILE *f, char **out, size_t *size)
{
	char *text = NULL;
	size_t used = 0, room = 0, got;

	do {
		if (room - used < 4096) {
			char *p = realloc(text, room = room * 2 + 8192);

			if (!p)
				goto nomem;
			text = p;
		}
		got = fread(text + used, 1, room - used - 1, f);
		used += got;
	} while (got && used <= MAX_SCRIPT);
	if (ferror(f) || used > MAX_SCRIPT) {
		free(text);
		return used > MAX_SCRIPT ? -EFBIG : -errno;
	}
	text[used] = 0;
	*out = text;
	*size = used;
	return 0;
nomem:
	free(text);
	return -ENOMEM;
}

static int read_file(const char *name, char **text, size_t *size)
{
	FILE *f = fopen(name, "re");
	int rc;

	if (!f)
		return -errno;
	rc = read_all(f, text, size);
	fclose(f);
	return rc;
}

static int add(struct source_list *l, const struct dsource *source)
{
	struct dsource *p = realloc(l->sources, (l->n + 1) * sizeof(*p));

	if (!p)
		return -ENOMEM;
	l->sources = p;
	p[l->n++] = *source;
	return 0;
}

int source_list_add_file(struct source_list *l, const char *name)
{
	struct dsource source = { .name = name, .owned = true };
	char *text = NULL;
	int rc = read_file(name, &text, &source.size);

	if (rc)
		return rc;
	source.text = text;
	rc = add(l, &source);
	if (rc)
		free(text);
	return rc;
}

int source_list_add_text(struct source_list *l, const char *text, uint8_t omitted)
{
	return add(l, &(struct dsource){
			      .name = text,
			      .text = text,
			      .size = strlen(text),
			      .inlined = true,
			      .omitted = omitted,
		      });
}

void source_list_set_args(struct source_list *l, const char *const *args, uint32_t nargs)
{
	for (uint32_t i = 0; i < l->n; i++) {
		l->sources[i].args = args;
		l->sources[i].nargs = nargs;
	}
}

void source_list_replace(struct source_list *l, uint32_t i, char *text, size_t size)
{
	struct dsource *s = &l->sources[i];

	if (s->owned)
		free((char *)s->text);
	s->text = text;
	s->size = size;
	s->owned = true;
}

void source_list_release(struct source_list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->sources[i].owned)
			free((char *)l->sources[i].text);
	free(l->sources);
}
