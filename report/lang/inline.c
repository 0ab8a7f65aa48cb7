/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/inline.h"
#include "report/lang/check.h"
#include "report/lang/builtins.h"

#include <string.h>

#define MAX_KEYS 8
#define MAX_COPIES (1u << 20) /* nodes: uses within uses multiply */

/* What stands for each parameter. */
struct binding {
	struct dcompiler *c;
	const struct type *type;       /* of the inline, with its parameters */
	struct node *values[MAX_KEYS]; /* by parameter, checked */
	struct pos pos;
};

static struct node *bound(const struct binding *b, const struct node *n)
{
	if (n->kind != N_IDENT || n->space != SPACE_GLOBAL)
		return NULL;
	for (uint32_t i = 0; i < b->type->nkeys; i++)
		if (b->type->keys[i].name && !strcmp(b->type->keys[i].name, n->name))
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

static struct node *as_type(struct dcompiler *c, const struct type *t, struct node *n)
{
	struct node *cast = dc_alloc(c, sizeof(*cast));

	*cast = (struct node){ .kind = N_CAST, .pos = n->pos, .named = t, .left = n };
	return check_expr(c, cast);
}

static struct node *expand(struct binding *b, const struct node *body)
{
	const struct type *t = b->type;
	struct node *n = check_expr(b->c, copy(b, body));

	if (!check_compatible(t, n))
		dc_fail(b->c, n->pos, "D_OP_INCOMPAT", NULL,
			"inline definition uses incompatible types: \"%s\" = \"%s\"", t->name,
			n->type->name);
	return as_type(b->c, t->nkeys ? t->element : t, n);
}

/* A value of the type that no constant folding can see through. */
static struct node *stand_in(struct dcompiler *c, const struct type *t)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	n->kind = N_VAR;
	n->type = t;
	n->checked = true;
	return n;
}

/* The body is checked here even if it is never used; its own name is not known to it. */
void inline_define(struct dcompiler *c, const char *name, struct pos pos, const struct type *t,
		   struct node *body)
{
	struct binding b = { .c = c, .type = t, .pos = pos };
	struct node *value;
	struct symbol *s;

	if (t->nkeys > MAX_KEYS)
		dc_fail(c, pos, "D_PROTO_LEN", NULL, "%s[ ] has more than %d parameters", name,
			MAX_KEYS);
	for (uint32_t i = 0; i < t->nkeys; i++)
		b.values[i] = stand_in(c, t->keys[i].type);
	value = expand(&b, body);
	refuse_now(c);
	s = symbol_add(c, SPACE_GLOBAL, SYM_INLINE, name);
	s->line = pos.line;
	s->type = t->nkeys ? t->element : t;
	s->declared = t;
	s->nkeys = t->nkeys;
	s->is_array = s->keyed = t->nkeys > 0;
	for (uint32_t i = 0; i < t->nkeys; i++)
		s->keys[i] = t->keys[i].type;
	s->body = t->nkeys ? body : value;
}

struct node *inline_use(struct dcompiler *c, struct symbol *s, struct node *use)
{
	struct binding b = { .c = c, .type = s->declared, .pos = use->pos };
	uint32_t i = 0;

	check_list(c, &use->right);
	check_keys(c, s, use);
	for (struct node *key = use->right; key; key = key->next, i++)
		b.values[i] = as_type(c, s->keys[i], key);
	return expand(&b, s->body);
}
