/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/parse_type.h"

#include <string.h>

/* One parameter of a list, and where a message says that it stands. */
struct place {
	struct parser *p;
	struct pos pos;
	const char *kind;
	uint32_t number;
};

static bool has_name(const struct modifier *list, uint32_t count, const char *name)
{
	for (uint32_t i = 0; i < count; i++)
		if (list->keys[i].name && !strcmp(list->keys[i].name, name))
			return true;
	return false;
}

static _Noreturn void bad_type(const struct place *at, const struct type *t)
{
	dc_fail(at->p->c, at->pos, "D_DECL_PROTO_TYPE", NULL,
		"%s prototype may not use parameter of type %s: parameter #%u", at->kind, t->name,
		at->number);
}

static void check_type(const struct place *at, const struct type *t, unsigned flags)
{
	if (!t && !(flags & PROTO_VARARGS))
		dc_fail(at->p->c, at->pos, "D_DECL_PROTO_VARARGS", NULL,
			"%s prototype may not use a variable-length argument list", at->kind);
	if (t && (t->nkeys || (t->kind == T_VOID && !(flags & PROTO_VOID))))
		bad_type(at, t);
}

static void check_name(const struct place *at, const struct parameter *key, bool known, bool same,
		       unsigned flags)
{
	bool is_void = key->type && key->type->kind == T_VOID;

	if (is_void && key->name)
		dc_fail(at->p->c, at->pos, "D_DECL_PROTO_NAME", NULL,
			"void parameter may not have a name: %s", key->name);
	if (key->name && known == same)
		dc_fail(at->p->c, at->pos, "D_DECL_PROTO_FORM", NULL,
			"parameter is %s declared in %s prototype: %s, parameter #%u",
			same ? "already" : "not", at->kind, key->name, at->number);
	if (!key->name && !is_void && !(flags & PROTO_ANONYMOUS))
		dc_fail(at->p->c, at->pos, "D_DECL_PROTO_NAME", NULL,
			"parameter declaration requires a name: parameter #%u", at->number);
}

uint32_t parse_prototype(struct parser *p, struct pos pos, const struct modifier *list,
			 const struct modifier *names, const char *kind, unsigned flags)
{
	struct place at = { p, pos, kind, 0 };
	bool same = list == names, voids = false;

	for (uint32_t i = 0; i < list->nkeys; i++) {
		const struct parameter *key = &list->keys[i];
		bool known = key->name && has_name(names, same ? i : names->nkeys, key->name);

		at.number = i + 1;
		check_type(&at, key->type, flags);
		check_name(&at, key, known, same, flags);
		voids |= key->type && key->type->kind == T_VOID;
	}
	if (voids && list->nkeys > 1)
		dc_fail(p->c, pos, "D_DECL_PROTO_VOID", NULL, "void must be sole parameter");
	return voids ? 0 : list->nkeys;
}
