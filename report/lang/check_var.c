/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/builtins.h"
#include "report/lang/inline.h"
#include "report/lang/lex.h"

#include <stdlib.h>
#include <string.h>

static const char *const scopes[] = {
	[SPACE_GLOBAL] = "", [SPACE_SELF] = "self->", [SPACE_THIS] = "this->", [SPACE_AGG] = "@"
};

static _Noreturn void unknown(struct dcompiler *c, const struct node *n)
{
	const char *tick = strrchr(n->name, '`');

	if (tick)
		dc_fail(c, n->pos, "D_IDENT_UNDEF", "a trace holds no kernel symbols",
			"failed to resolve %s: No symbol table", n->name);
	dc_fail(c, n->pos, "D_IDENT_UNDEF", NULL, "failed to resolve %s: Unknown variable name",
		n->name);
}

/* It is told by its scope, its index or its place in an assignment that this is a variable. */
static _Noreturn void unset(struct dcompiler *c, const struct node *n)
{
	dc_fail(c, n->pos, "D_VAR_UNDEF", NULL, "%s%s has not yet been declared or assigned",
		scopes[n->space], n->name);
}

static struct symbol *find(struct dcompiler *c, const struct node *n)
{
	return symbol_find(c->symbols, n->space, n->name, n->len);
}

/* probeprov and its kin are as stable as what they tell. */
static void note(struct dcompiler *c, const struct symbol *s)
{
	c->stability = stability_min(c->stability, s->stability);
	if (s->kind == SYM_FIELD && s->index >= FIELD_PROBEPROV && s->index <= FIELD_PROBENAME)
		c->parts |= 1 << (s->index - FIELD_PROBEPROV);
}

/* -x amin: what a program may rely on. */
void check_stability(struct dcompiler *c, const struct symbol *s, struct pos pos)
{
	uint32_t amin = c->options->amin;
	struct stability least = { amin >> 16, amin >> 8 & 0xff, amin & 0xff };
	char text[STABILITY_TEXT];

	note(c, s);
	if (stability_below(s->stability, least))
		dc_fail(c, pos, "D_ATTR_MIN", NULL,
			"attributes for %s%s (%s) are less than predefined minimum",
			scopes[s->space], s->name, stability_text(text, s->stability));
}

static struct symbol *make(struct dcompiler *c, const struct node *n)
{
	struct symbol *s = symbol_add(c, n->space, SYM_VAR, n->name);

	s->line = n->pos.line;
	return s;
}

void check_declare(struct dcompiler *c, struct symbol *s, struct pos pos)
{
	static const uint8_t storage[] = {
		[SPACE_GLOBAL] = GLOBAL, [SPACE_SELF] = SELF, [SPACE_THIS] = THIS
	};
	struct var *v = vec_push(c, &c->vars, sizeof(*v), 65535, "variables");

	v->name = s->name;
	v->storage = storage[s->space];
	v->nkeys = s->nkeys;
	v->type = type_recorded(s->type);
	for (uint32_t i = 0; i < s->nkeys; i++)
		v->keys[i] = type_recorded(s->keys[i]);
	s->index = c->vars.n - 1;
}

static struct node *as_symbol(struct node *n, enum node_kind kind, struct symbol *s)
{
	n->kind = kind;
	n->symbol = s;
	n->type = s->type;
	n->lvalue = true;
	n->writable = kind == N_VAR;
	return n;
}

/* `create`: it is being assigned, and comes into being if nothing has made it yet. */
struct node *check_ident(struct dcompiler *c, struct node *n, bool create)
{
	struct symbol *s = find(c, n);

	if (!s && (strchr(n->name, '`') || (!create && n->space == SPACE_GLOBAL)))
		unknown(c, n);
	if (!s && !create)
		unset(c, n);
	if (!s)
		s = make(c, n);
	check_stability(c, s, n->pos);
	switch (s->kind) {
	case SYM_FIELD:
		return as_symbol(n, N_FIELD, s);
	case SYM_ARG:
		return as_symbol(n, N_ARG, s);
	case SYM_CONST:
		return check_number(n, s->value, s->type);
	case SYM_INLINE:
		if (s->is_array)
			break;
		return s->body;
	case SYM_REFUSED:
		if (check_is_args(c, n) && check_on_events(c, n))
			return check_event_whole(c, n);
		if (s->refusal->is_function || s->refusal->is_array)
			break;
		refuse(c, s->refusal, n->pos);
		return as_symbol(n, N_FIELD, s);
	case SYM_VAR:
		if (s->is_array && s->space != SPACE_GLOBAL)
			check_keys(c, s, n);
		if (s->is_array)
			break;
		if (!s->typed && !create)
			unset(c, n);
		return as_symbol(n, N_VAR, s);
	}
	dc_fail(c, n->pos, "D_IDENT_BADREF", NULL, "%s may not be referenced as a scalar", s->name);
}

/* What an array or aggregation looks like, for a message's hint. */
const char *check_signature(struct dcompiler *c, const struct symbol *s)
{
	char *text = dc_strndup(c, "", 0);

	for (uint32_t i = 0; i < s->nkeys; i++)
		text = dc_printf(c, "%s%s%s", text, i ? ", " : "", s->keys[i]->name);
	return dc_printf(c, "%s%s[%s] in line %u", scopes[s->space], s->name, text, s->line);
}

static const struct type *key_type(struct dcompiler *c, const struct symbol *s,
				   const struct node *key)
{
	const struct type *t = key->type;

	if (s->space == SPACE_AGG && type_is_recorded_only(t))
		return t;
	if (!type_is_scalar(t) && !type_is_string(t) && !type_is_chars(t))
		dc_fail(c, key->pos, "D_KEY_TYPE", NULL,
			"%s expression may not be used as an index", t->name);
	return type_is_chars(t) ? &type_string : t;
}

/* The first use fixes how many keys there are and of what type. An array's go through registers. */
static void fix_keys(struct dcompiler *c, struct symbol *s, const struct node *keys, struct pos pos)
{
	uint32_t most = s->space == SPACE_AGG ? AGG_KEYS : ARRAY_KEYS;

	for (; keys; keys = keys->next) {
		const struct type *t = key_type(c, s, keys);

		if (s->nkeys == most)
			dc_fail(c, pos, s->space == SPACE_AGG ? "D_PROTO_LEN" : "D_NOREG", NULL,
				"%s%s[ ] has more than %u keys", scopes[s->space], s->name, most);
		s->keys[s->nkeys++] = t;
	}
	s->keyed = true;
}

void check_keys(struct dcompiler *c, struct symbol *s, struct node *n)
{
	uint32_t i = 0, count = node_count(n->right);

	for (const struct node *key = n->right; key; key = key->next)
		key_type(c, s, key);
	if (!s->keyed)
		fix_keys(c, s, n->right, n->pos);
	if (count != s->nkeys)
		dc_fail(c, n->pos, "D_PROTO_LEN", check_signature(c, s),
			"%s%s[ ] prototype mismatch: %u arg%s passed, %u expected",
			scopes[s->space], s->name, count, count == 1 ? "" : "s", s->nkeys);
	for (struct node **link = &n->right; *link; link = &(*link)->next, i++) {
		const struct node *key = *link;

		if (key_type(c, s, key) && !check_compatible(s->keys[i], key))
			dc_fail(c, key->pos, "D_PROTO_ARG",
				dc_printf(c, "expected %s, got %s", s->keys[i]->name,
					  key->type->name),
				"%s%s[ ] argument #%u is incompatible with prototype",
				scopes[s->space], s->name, i + 1);
		*link = check_as(c, s->keys[i], *link);
		/* An aggregation's keys are recorded as they are. */
		if (s->space != SPACE_AGG && type_is_scalar(s->keys[i]))
			*link = check_as_type(c, s->keys[i], *link);
	}
}

/* The one index, an integer constant, of an array that is no variable. */
static const struct node *check_constant_index(struct dcompiler *c, struct node *n,
					       const struct symbol *s)
{
	uint32_t count;

	check_list(c, &n->right);
	count = node_count(n->right);
	if (count != 1)
		dc_fail(c, n->pos, "D_PROTO_LEN", NULL,
			"%s[ ] prototype mismatch: %u args passed, 1 expected", s->name, count);
	if (n->right->kind != N_NUMBER || !type_is_int(n->right->type))
		dc_fail(c, n->right->pos, "D_PROTO_ARG",
			dc_printf(c, "expected an integer constant, got %s", n->right->type->name),
			"%s[ ] argument #1 is incompatible with prototype", s->name);
	return n->right;
}

static void check_register(struct dcompiler *c, const struct node *index, const struct symbol *s)
{
	if (index->value < 0 && index->type->sign)
		dc_fail(c, index->pos, "D_REGS_IDX", NULL,
			"index %lld is out of range for array %s", (long long)index->value,
			s->name);
}

static struct node *check_vmregs(struct dcompiler *c, struct node *n, const struct symbol *s)
{
	const struct node *index = check_constant_index(c, n, s);

	check_register(c, index, s);
	n->kind = N_VMREG;
	n->value = index->value;
	n->type = &type_uint64;
	n->left = n->right = NULL;
	return n;
}

/* Do the probes of a description have no arguments of known types at all? */
static bool has_no_arguments(const char *description)
{
	static const char *const names[] = { "BEGIN", "END", "ERROR", "profile-", "tick-" };
	const char *colon = strrchr(description, ':'), *name = colon ? colon + 1 : description;

	for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(name, names[i], strlen(names[i])))
			return true;
	return false;
}

static void ignore(void *self, uint32_t index)
{
}

static bool matches_several(struct dcompiler *c, const char *description)
{
	char message[256];

	return probe_set_match(c->probes, description, ignore, NULL, message, sizeof(message)) > 1;
}

/* args[] and uregs[]: dtrace's checks first. */
static struct node *check_refused_array(struct dcompiler *c, struct node *n, struct symbol *s)
{
	const struct node *index = check_constant_index(c, n, s);

	if (strcmp(s->name, "args"))
		check_register(c, index, s);
	else if (!c->clause)
		dc_fail(c, n->pos, "D_ARGS_NONE", NULL,
			"args[ ] may not be referenced outside of a probe clause");
	else if (matches_several(c, c->clause->pspecs->text))
		dc_fail(c, n->pos, "D_ARGS_MULTI", "use arg0 to arg9",
			"args[ ] may not be referenced because probe description %s matches an "
			"unstable set of probes",
			c->clause->pspecs->text);
	else if (has_no_arguments(c->clause->pspecs->text))
		dc_fail(c, n->pos, "D_ARGS_IDX", "use arg0 to arg9",
			"index %lld is out of range for %s args[ ]", (long long)index->value,
			c->clause->pspecs->text);
	refuse(c, s->refusal, n->pos);
	n->left = n->right = NULL;
	return as_symbol(n, N_FIELD, s);
}

static struct node *check_array(struct dcompiler *c, struct node *n, struct symbol *s, bool create)
{
	check_list(c, &n->right);
	if (!s->typed && !create)
		unset(c, n->left);
	check_keys(c, s, n);
	n->left = NULL;
	return as_symbol(n, N_VAR, s);
}

/* E1[E2] of anything but an array of D's: a pointer is followed. */
static struct node *check_pointer_index(struct dcompiler *c, struct node *n)
{
	const struct node *left = n->left;

	if (left->kind == N_MEMBER && left->op == TOK_ARROW && check_is_args(c, left->left))
		return check_event_element(c, n);
	n->left = check_expr(c, n->left);
	check_list(c, &n->right);
	return check_subscript(c, n);
}

/* `create`: an element is being assigned, which makes the array. */
struct node *check_index(struct dcompiler *c, struct node *n, bool create)
{
	struct node *name = n->left;
	struct symbol *s = name->kind == N_IDENT && !name->checked ? find(c, name) : NULL;

	if (name->kind == N_AGGREF)
		dc_fail(c, n->pos, "D_AGG_MDIM", "write @name[key, key]",
			"@%s: an aggregation has one index, of any number of keys", name->name);
	if (name->kind != N_IDENT || name->checked)
		return check_pointer_index(c, n);
	if (name->space == SPACE_THIS && (!s || s->is_array || !s->typed))
		dc_fail(c, n->pos, "D_ARR_LOCAL", "use a global or self-> array",
			"cannot use clause-local associative array: this->%s", name->name);
	if (!s && !create)
		unset(c, name);
	if (!s) {
		s = make(c, name);
		s->is_array = true;
	}
	check_stability(c, s, name->pos);
	switch (s->kind) {
	case SYM_VMREGS:
		return check_vmregs(c, n, s);
	case SYM_INLINE:
		if (s->is_array)
			return inline_use(c, s, n);
		break;
	case SYM_REFUSED:
		if (s->refusal->is_array)
			return check_refused_array(c, n, s);
		break;
	case SYM_VAR:
		if (s->is_array)
			return check_array(c, n, s, create);
		break;
	}
	return check_pointer_index(c, n);
}
