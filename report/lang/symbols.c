/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/symbols.h"
#include "report/lang/builtins.h"
#include "report/lang/lex.h"

#include <string.h>

struct symtab {
	struct symbol **buckets;
	uint32_t n, size; /* a power of two */
};

static uint32_t hash_name(enum space space, const char *name, size_t len)
{
	uint32_t h = 2166136261u + space;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	return h ^ h >> 15;
}

struct symbol *symbol_find(const struct symtab *t, enum space space, const char *name, size_t len)
{
	uint32_t hash = hash_name(space, name, len);
	struct symbol *s;

	for (s = t->buckets[hash & (t->size - 1)]; s; s = s->next)
		if (s->hash == hash && s->space == space && s->len == len &&
		    !memcmp(s->name, name, len))
			return s;
	return NULL;
}

static void resize(struct dcompiler *c, struct symtab *t, uint32_t size)
{
	struct symbol **buckets = dc_alloc(c, size * sizeof(*buckets));

	for (uint32_t i = 0; i < t->size; i++)
		for (struct symbol *s = t->buckets[i], *next; s; s = next) {
			next = s->next;
			s->next = buckets[s->hash & (size - 1)];
			buckets[s->hash & (size - 1)] = s;
		}
	t->buckets = buckets;
	t->size = size;
}

struct symbol *symbol_add(struct dcompiler *c, enum space space, enum symbol_kind kind,
			  const char *name)
{
	struct symbol *s = dc_alloc(c, sizeof(*s)), **bucket;
	struct symtab *t = c->symbols;

	if (t->n == t->size)
		resize(c, t, 2 * t->size);
	*s = (struct symbol){ .name = name, .len = strlen(name), .space = space, .kind = kind };
	s->hash = hash_name(space, name, s->len);
	s->stability = STABILITY_STABLE;
	s->source = c->source;
	if (space == SPACE_GLOBAL)
		pragma_apply(c, s);
	bucket = &t->buckets[s->hash & (t->size - 1)];
	s->next = *bucket;
	*bucket = s;
	t->n++;
	return s;
}

void symbol_remove(struct symtab *t, struct symbol *s)
{
	struct symbol **at = &t->buckets[s->hash & (t->size - 1)];

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	t->n--;
}

const char *symbols_unscoped(const char *name)
{
	const char *tick = strrchr(name, '`');

	return tick ? tick + 1 : name;
}

struct symbol *symbols_type(const struct symtab *t, const char *name, size_t len)
{
	const char *tick = memrchr(name, '`', len), *plain = tick ? tick + 1 : name;

	return symbol_find(t, SPACE_TYPE, plain, len - (plain - name));
}

struct symtab *symtab_new(struct dcompiler *c)
{
	c->symbols = dc_alloc(c, sizeof(*c->symbols));
	resize(c, c->symbols, 1024);
	builtins_add(c);
	return c->symbols;
}
