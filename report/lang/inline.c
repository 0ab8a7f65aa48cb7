/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/inline.h"
#include "report/lang/check.h"
#include "report/lang/builtins.h"
#include "report/lang/lex.h"

#include <string.h>

#define MAX_KEYS 8
#define MAX_COPIES (1u << 20) /* nodes: uses within uses multiply */

/* What stands for each parameter. */
struct binding {
	struct dcompiler *c;
	const struct parameter *keys;
	uint32_t nkeys;
	struct node *const *values; /* by parameter, checked */
	struct pos pos;
};

static struct node *bound(const struct binding *b, const struct node *n)
{
	if (n->kind != N_IDENT || n->space != SPACE_GLOBAL)
		return NULL;
	for (uint32_t i = 0; i < b->nkeys; i++)
		if (b->keys[i].name && !strcmp(b->keys[i].name, n->name))
			return b->values[i];
	return NULL;
}

static struct node *copy(const struct binding *b, const struct node *n);

static struct node *copy_list(const struct binding *b, const struct node *list)
{
	struct node *first = NULL, **tail = &first;

	for (; list; list = list->next) {
		*tail = copy(b, list);
		tail = &(*tail)->next;
	}
	return first;
}

static struct node *copy(const struct binding *b, const struct node *n)
{
	struct node *value, *new;

	if (!n)
		return NULL;
	if (++b->c->copies > MAX_COPIES)
		dc_fail(b->c, b->pos, "D_UNKNOWN", NULL, "inlines grow beyond %u parts",
			MAX_COPIES);
	value = bound(b, n);
	new = dc_alloc(b->c, sizeof(*new));
	*new = value ? *value : *n;
	new->next = NULL;
	if (value)
		return new;
	new->left = copy(b, n->left);
	new->right = copy_list(b, n->right);
	new->third = copy(b, n->third);
	return new;
}

struct node *inline_bind(struct dcompiler *c, const struct node *body, const struct parameter *keys,
			 uint32_t nkeys, struct node *const *values, struct pos pos)
{
	struct binding b = { c, keys, nkeys, values, pos };

	return check_expr(c, copy(&b, body));
}

struct node *inline_stand_in(struct dcompiler *c, const struct type *t)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	n->kind = N_VAR;
	n->type = t;
	n->checked = true;
	return n;
}

/* What names a string constant is none: it has the size of a variable, and is no format. */
static struct node *as_variable(struct dcompiler *c, struct node *text)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	*n = (struct node){ .kind = N_CAST,
			    .pos = text->pos,
			    .named = text->type,
			    .type = text->type,
			    .left = text,
			    .checked = true };
	return n;
}

/* The type is the inline's own, with its parameters. A translation must be of that very type. */
static struct node *expand(struct dcompiler *c, const struct type *t, const struct node *body,
			   struct node *const *values, struct pos pos)
{
	struct node *n = inline_bind(c, body, t->keys, t->nkeys, values, pos);
	const struct type *value = t->nkeys ? t->element : t;

	if (n->type->kind == T_XLATED ? !type_same(value, n->type->to)
				      : !check_compatible(value, n))
		dc_fail(c, n->pos, "D_OP_INCOMPAT", NULL,
			"inline definition uses incompatible types: \"%s\" = \"%s\"", t->name,
			n->type->name);
	if (n->type->kind == T_XLATED)
		return n;
	n = check_as(c, value, n);
	return n->kind == N_STRING ? as_variable(c, n) : check_as_type(c, value, n);
}

/* The body is checked here even if it is never used; its own name is not known to it. */
void inline_define(struct dcompiler *c, const char *name, struct pos pos, const struct type *t,
		   struct node *body)
{
	struct stability before = c->stability, least;
	struct node *values[MAX_KEYS], *value;
	uint8_t parts = c->parts;
	struct symbol *s;

	if (t->nkeys > MAX_KEYS)
		dc_fail(c, pos, "D_PROTO_LEN", NULL, "%s[ ] has more than %d parameters", name,
			MAX_KEYS);
	for (uint32_t i = 0; i < t->nkeys; i++)
		values[i] = inline_stand_in(c, t->keys[i].type);
	c->stability = STABILITY_STABLE;
	value = expand(c, t, body, values, pos);
	least = c->stability;
	c->stability = before;
	c->parts = parts;
	s = symbol_add(c, SPACE_GLOBAL, SYM_INLINE, name);
	s->stability = least;
	pragma_apply(c, s);
	s->line = pos.line;
	s->type = t->nkeys ? t->element : t;
	s->declared = t;
	s->nkeys = t->nkeys;
	s->is_array = s->keyed = t->nkeys > 0;
	for (uint32_t i = 0; i < t->nkeys; i++)
		s->keys[i] = t->keys[i].type;
	s->body = t->nkeys ? body : value;
}

/* How stable its body is was told when it was defined, or by a pragma. */
struct node *inline_use(struct dcompiler *c, struct symbol *s, struct node *use)
{
	struct node *values[MAX_KEYS], *value;
	struct stability before;
	uint32_t i = 0;
	uint8_t parts;

	check_list(c, &use->right);
	check_keys(c, s, use);
	for (struct node *key = use->right; key; key = key->next, i++)
		values[i] = check_as_type(c, s->keys[i], key);
	before = c->stability;
	parts = c->parts;
	value = expand(c, s->declared, s->body, values, use->pos);
	c->stability = before;
	c->parts = parts;
	return value;
}
