/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/compiler.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Noreturn void no_memory(struct dcompiler *c)
{
	struct derror *e = c->error;

	memset(e, 0, sizeof(*e));
	snprintf(e->message, sizeof(e->message), "no memory left to compile the program");
	longjmp(c->fail, 1);
}

void *dc_alloc(struct dcompiler *c, size_t size)
{
	void *p = arena_alloc(&c->arena, size);

	if (!p)
		no_memory(c);
	return p;
}

char *dc_strndup(struct dcompiler *c, const char *text, size_t len)
{
	return memcpy(dc_alloc(c, len + 1), text, len);
}

char *dc_printf(struct dcompiler *c, const char *format, ...)
{
	va_list ap, again;
	char *text;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	text = dc_alloc(c, n + 1);
	vsnprintf(text, n + 1, format, again);
	va_end(again);
	va_end(ap);
	return text;
}

void *vec_push(struct dcompiler *c, struct vec *v, size_t item, uint32_t limit, const char *what)
{
	if (v->n >= limit)
		dc_fail(c, (struct pos){ 0 }, "D_UNKNOWN", NULL, "more than %u %s", limit, what);
	if (v->n == v->cap) {
		uint32_t cap = v->cap ? 2 * v->cap : 8;
		void *items = dc_alloc(c, cap * item);

		if (v->n)
			memcpy(items, v->items, v->n * item);
		v->items = items;
		v->cap = cap;
	}
	return (char *)v->items + v->n++ * item;
}

/* The source line around a position, shown with a caret below its column. */
static void quote(struct derror *e, const struct dsource *s, struct pos pos)
{
	size_t start = pos.offset < s->size ? pos.offset : s->size, end, cut, i;

	end = start;
	while (start && s->text[start - 1] != '\n')
		start--;
	while (end < s->size && s->text[end] != '\n')
		end++;
	/* A long line is shown around the error. */
	cut = pos.offset - start > sizeof(e->source) / 2 ? pos.offset - sizeof(e->source) / 2
							 : start;
	if (cut > end)
		cut = end;
	for (i = 0; cut + i < end && i < sizeof(e->source) - 1; i++) {
		unsigned char ch = s->text[cut + i];

		e->source[i] = ch < 0x20 || ch == 0x7f ? ' ' : ch;
	}
	e->source[i] = '\0';
	e->column = i ? pos.offset - cut + 1 : 0;
}

/*
 * The file that a preprocessor included the text around a position from: its last line
 * `# 12 "file"` before says so. NULL: the program's own.
 */
static const char *included(struct dcompiler *c, struct pos pos)
{
	const char *line = c->source->text, *end = line + pos.offset, *name = NULL, *next;
	uint32_t len = 0;

	for (; line < end; line = next) {
		const char *quote, *close;

		next = memchr(line, '\n', end - line);
		next = next ? next + 1 : end;
		if (next - line < 3 || memcmp(line, "# ", 2) || !isdigit((unsigned char)line[2]))
			continue;
		quote = memchr(line, '"', next - line);
		close = quote ? memchr(quote + 1, '"', next - quote - 1) : NULL;
		if (!close)
			continue;
		name = quote + 1;
		len = close - name;
	}
	return name && *name != '<' ? dc_strndup(c, name, len) : NULL;
}

/* A name given with -n is a whole program: messages quote its first line. */
static int quoted_name(const struct dsource *s)
{
	size_t n = strcspn(s->name, "\n");

	return n > 512 ? 512 : n;
}

static void make_error(struct dcompiler *c, struct derror *e, struct pos pos, const char *tag,
		       const char *hint, const char *what)
{
	const struct dsource *s = c->source, *named = c->user ? c->user : s;
	char where[256] = "";
	const char *file;

	memset(e, 0, sizeof(*e));
	snprintf(e->tag, sizeof(e->tag), "%s", tag);
	snprintf(e->hint, sizeof(e->hint), "%s", hint ? hint : "");
	e->line = pos.line;
	if (c->user && pos.line)
		snprintf(where, sizeof(where), "\"%s\", line %u: ", s->name, pos.line);
	else if (!s->inlined && pos.line && c->options->cpp && (file = included(c, pos)))
		snprintf(where, sizeof(where), "\"%s\", line %u: ", file, pos.line);
	else if (!s->inlined && pos.line)
		snprintf(where, sizeof(where), "line %u: ", pos.line);
	else if (s->inlined && c->region)
		snprintf(where, sizeof(where), "in %s: ", c->region);
	if (pos.line)
		quote(e, s, pos);
	snprintf(e->message, sizeof(e->message), "%s %.*s: %s%s%s%s%s",
		 named->inlined ? "invalid probe specifier" : "failed to compile script",
		 quoted_name(named), named->name, c->options->errtags ? "[" : "",
		 c->options->errtags ? tag : "", c->options->errtags ? "] " : "", where, what);
}

#define WHAT_SIZE 512

_Noreturn void dc_fail(struct dcompiler *c, struct pos pos, const char *tag, const char *hint,
		       const char *format, ...)
{
	char what[WHAT_SIZE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	make_error(c, c->error, pos, tag, hint, what);
	longjmp(c->fail, 1);
}

void dc_postpone(struct dcompiler *c, struct pos pos, const char *tag, const char *hint,
		 const char *format, ...)
{
	char what[WHAT_SIZE];
	va_list ap;

	if (dc_postponed(c))
		return;
	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	make_error(c, &c->postponed, pos, tag, hint, what);
}

bool dc_postponed(const struct dcompiler *c)
{
	return c->postponed.tag[0];
}

void dc_fail_postponed(struct dcompiler *c)
{
	if (!dc_postponed(c))
		return;
	*c->error = c->postponed;
	longjmp(c->fail, 1);
}
