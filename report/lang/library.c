/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/library.h"

#include <stdio.h>
#include <string.h>

#define MAX_LIBRARIES 1024 /* a chain of them recurses */
#define NAME_SIZE 256

static struct library *find(const struct dcompiler *c, const char *name)
{
	for (uint32_t i = 0; i < c->libraries.n; i++)
		if (!strcmp(VEC(c->libraries, struct library)[i].name, name))
			return &VEC(c->libraries, struct library)[i];
	return NULL;
}

bool library_loaded(const struct dcompiler *c, const char *name)
{
	const struct library *l = find(c, name);

	return l && l->loaded;
}

/* The library that a line says this one depends on. */
static bool read_dependence(const char *line, size_t len, char name[NAME_SIZE])
{
	char text[2 * NAME_SIZE];

	if (len >= sizeof(text))
		return false;
	memcpy(text, line, len);
	text[len] = '\0';
	return sscanf(text, " # pragma D depends_on library %255s", name) == 1;
}

static struct library **order_one(struct dcompiler *c, struct library *l, struct library **next);

static struct library **order_needed(struct dcompiler *c, struct library *l, const char *name,
				     struct pos pos, struct library **next)
{
	struct library *needed = find(c, name);

	c->source = l->source;
	if (!needed)
		dc_fail(c, pos, "D_PRAGMA_DEPEND", "-L names the folder that it is in",
			"failed to find dependency in libpath: %s", name);
	if (needed->visited && !needed->ordered)
		dc_fail(c, pos, "D_PRAGMA_DEPEND", NULL,
			"cyclical dependency involving two libraries: \"%s\" and \"%s\"",
			l->source->name, needed->source->name);
	return order_one(c, needed, next);
}

static struct library **order_one(struct dcompiler *c, struct library *l, struct library **next)
{
	const char *text = l->source->text, *end = text + l->source->size, *line = text;
	char name[NAME_SIZE];
	uint32_t number = 1;

	if (l->visited)
		return next;
	l->visited = true;
	for (; line < end; number++) {
		const char *newline = memchr(line, '\n', end - line),
			   *stop = newline ? newline : end;

		if (read_dependence(line, stop - line, name))
			next = order_needed(c, l, name, (struct pos){ line - text, number }, next);
		line = stop + 1;
	}
	l->ordered = true;
	*next++ = l;
	return next;
}

struct library *const *library_order(struct dcompiler *c, const struct dsource *sources, uint32_t n)
{
	struct library **order = dc_alloc(c, n * sizeof(*order) + 1), **next = order;

	for (uint32_t i = 0; i < n; i++) {
		struct library *l =
			vec_push(c, &c->libraries, sizeof(*l), MAX_LIBRARIES, "libraries");
		const char *slash = strrchr(sources[i].name, '/');

		l->source = &sources[i];
		l->name = slash ? slash + 1 : sources[i].name;
	}
	for (uint32_t i = 0; i < n; i++)
		next = order_one(c, &VEC(c->libraries, struct library)[i], next);
	return order;
}
