/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_layout.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "format/le.h"

#define BTF_BYTES (32u << 20)
#define NESTED 64u	   /* unnamed structures of one, most that are looked at */
#define MEMBERS (1u << 20) /* that are looked at, of all */

static const struct {
	const char *structure, *member, *both;
	uint32_t least, most;
} fields[] = {
#define FIELD_ROW(symbol, structure, member, least, most) \
	{ structure, member, structure "." member, least, most },
	GUEST_FIELDS(FIELD_ROW)
#undef FIELD_ROW
};
/* ORDER enum guest_structure */
static const char *const sized[] = { "thread_union", "kernel_symbol" };

const char *guest_field_name(enum guest_field f)
{
	return fields[f].both;
}

int guest_layout_lacks(const struct guest_layout *l, const enum guest_field *list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!guest_layout_has(l, list[i]))
			return list[i];
	return -1;
}

/* ---- Bytes for libbpf ---- */

/*
 * libbpf 1.1 checks that header, types and strings lie within the bytes, that types end where
 * their section does and strings with a NUL. It takes any length of the header and either order
 * of bytes; it checks no number of a type and no offset of a name in advance: those that are
 * followed here go through btf__type_by_id() and btf__name_by_offset(), which know the bounds.
 */
static bool is_btf(const uint8_t *b, size_t size)
{
	uint32_t head = size >= sizeof(struct btf_header) ? le_get32(b + 4) : 0;

	return size >= sizeof(struct btf_header) && size <= BTF_BYTES && le_get16(b) == BTF_MAGIC &&
	       b[2] == BTF_VERSION && head >= sizeof(struct btf_header) && head <= 256 &&
	       head % 4 == 0;
}

/* ---- One structure ---- */

/* Structures that lie in one without a name, as with fields that may be in any order. */
struct nest {
	const struct btf *btf;
	uint32_t *members; /* that may still be looked at */
	uint32_t n;
	struct {
		const struct btf_type *type;
		uint64_t offset;
	} list[NESTED];
};

static void nest_add(struct nest *nest, const struct btf_type *t, uint64_t offset)
{
	if (nest->n < NESTED && btf_is_composite(t)) {
		nest->list[nest->n].type = t;
		nest->list[nest->n++].offset = offset;
	}
}

static const struct btf_type *type_of(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	/* without end only if types name each other in a circle */
	for (int i = 0; t && i < 32 && (btf_is_mod(t) || btf_is_typedef(t)); i++)
		t = btf__type_by_id(btf, t->type);
	return t;
}

static void take(struct guest_layout *l, const struct btf *btf, uint32_t f, uint64_t offset,
		 uint32_t type)
{
	int64_t size = btf__resolve_size(btf, type);

	if (size < fields[f].least || size > fields[f].most || offset + size > GUEST_LAYOUT_REACH ||
	    guest_layout_has(l, f))
		return;
	l->fields[f].offset = offset;
	l->fields[f].size = size;
}

static void take_member(struct guest_layout *l, struct nest *nest, const char *structure,
			const char *name, uint64_t offset, uint32_t type)
{
	for (uint32_t f = 0; f < GUEST_FIELDS_ALL; f++)
		if (!strcmp(fields[f].member, name) && !strcmp(fields[f].structure, structure))
			take(l, nest->btf, f, offset, type);
}

static void look_at_members(struct guest_layout *l, struct nest *nest, const char *structure,
			    const struct btf_type *t, uint64_t base)
{
	const struct btf_member *m = btf_members(t);

	for (uint32_t i = 0; i < btf_vlen(t) && *nest->members; i++, --*nest->members) {
		uint64_t offset = base + btf_member_bit_offset(t, i) / 8;
		const char *name = btf__name_by_offset(nest->btf, m[i].name_off);
		const struct btf_type *inner;

		if (!name || offset > GUEST_LAYOUT_REACH)
			continue;
		if (*name) {
			take_member(l, nest, structure, name, offset, m[i].type);
			continue;
		}
		inner = type_of(nest->btf, m[i].type);
		if (inner)
			nest_add(nest, inner, offset);
	}
}

static void look_at(struct guest_layout *l, const struct btf *btf, const struct btf_type *t,
		    const char *structure, uint32_t *members)
{
	struct nest nest = { .btf = btf, .members = members };

	nest_add(&nest, t, 0);
	for (uint32_t i = 0; i < nest.n; i++)
		look_at_members(l, &nest, structure, nest.list[i].type, nest.list[i].offset);
}

/* ---- All of them ---- */

/* The structure that a name is, among those that have fields here; NULL: none. */
static const char *structure_named(const char *name)
{
	const char *before = "";

	for (uint32_t f = 0; f < GUEST_FIELDS_ALL; f++) {
		const char *s = fields[f].structure;

		if (s != before && s[0] == name[0] && !strcmp(s, name))
			return s;
		before = s;
	}
	return NULL;
}

static void look_at_type(struct guest_layout *l, const struct btf *btf, const struct btf_type *t,
			 uint32_t *members)
{
	const char *name = btf__name_by_offset(btf, t->name_off), *structure;

	if (!name || !*name)
		return;
	structure = structure_named(name);
	if (structure)
		look_at(l, btf, t, structure, members);
	for (uint32_t i = 0; i < STRUCTURES_SIZED; i++)
		if (!strcmp(name, sized[i]) && !l->sizes[i])
			l->sizes[i] = t->size;
}

int guest_layout_read(struct guest_layout *l, const void *bytes, size_t size)
{
	uint32_t members = MEMBERS, n;
	struct btf *btf;

	*l = (struct guest_layout){ 0 };
	if (!is_btf(bytes, size))
		return -EINVAL;
	libbpf_set_print(NULL);
	btf = btf__new(bytes, size);
	if (!btf)
		return errno == ENOMEM ? -ENOMEM : -EINVAL;
	btf__set_pointer_size(btf, 8);
	n = btf__type_cnt(btf);
	for (uint32_t i = 1; i < n; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);

		if (t && btf_is_composite(t))
			look_at_type(l, btf, t, &members);
	}
	btf__free(btf);
	return 0;
}
