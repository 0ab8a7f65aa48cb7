/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules of a guest, by the kernel's list of them: where each lies, and the symbols that it keeps
 * of itself (struct mod_kallsyms), as the kernel prints them: a symbol that is exported to others
 * has an upper-case letter, and those without a name are passed over.
 */
#include <ctype.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "format/growth.h"
#include "format/le.h"
#include "record/guest/guest_modules.h"

#define TRIES 4
#define SYMBOLS (1u << 18)  /* of a module */
#define STRINGS (16u << 20) /* bytes of their names */
#define EXPORTS (1u << 16)
#define MODULE_SIZE (1u << 30) /* the space that all have */
#define LIVE 0		       /* enum module_state */

static const enum guest_field module_fields[] = {
	FIELD_MODULE_STATE,    FIELD_MODULE_LIST, FIELD_MODULE_NAME,
	FIELD_MODULE_BUILD_ID, FIELD_MODULE_SYMS, FIELD_MODULE_NUM_SYMS,
	FIELD_MODULE_CORE,     FIELD_MODULE_MEM,  FIELD_MODULE_KALLSYMS,
};
static const enum guest_field kallsyms_fields[] = {
	FIELD_KALLSYMS_SYMTAB,
	FIELD_KALLSYMS_NUM,
	FIELD_KALLSYMS_STRTAB,
	FIELD_KALLSYMS_TYPETAB,
};
static const enum guest_field needed[] = {
	FIELD_MODULE_STATE,    FIELD_MODULE_LIST,  FIELD_MODULE_NAME,	  FIELD_MODULE_KALLSYMS,
	FIELD_KALLSYMS_SYMTAB, FIELD_KALLSYMS_NUM, FIELD_KALLSYMS_STRTAB, FIELD_KALLSYMS_TYPETAB,
};
#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* A struct module, as it was read. */
struct raw_module {
	struct guest_view_image image;
	struct guest_list list;
	uint64_t kallsyms, exports;
	uint32_t nexports;
	bool live;
};
struct raw_modules {
	uint32_t n, room;
	struct raw_module *list;
};

/* ---- The list ---- */

/* Where its code lies: of an array of memories the first is that of the code. */
static void read_place(struct guest_linux *g, struct guest_span s, struct guest_linux_image *image)
{
	const struct guest_field_place *f = g->layout.fields;
	bool parts = f[FIELD_MODULE_MEM].size;
	enum guest_field in = parts ? FIELD_MODULE_MEM : FIELD_MODULE_CORE;
	enum guest_field base = parts ? FIELD_MEMORY_BASE : FIELD_LAYOUT_BASE;
	enum guest_field size = parts ? FIELD_MEMORY_SIZE : FIELD_LAYOUT_SIZE;
	const uint8_t *p;

	if (!f[in].size || !f[base].size || !f[size].size || f[base].offset + 8 > f[in].size ||
	    f[size].offset + 4 > f[in].size)
		return;
	p = g->block + (f[in].offset - s.offset);
	image->base = le_get64(p + f[base].offset);
	image->size = le_get32(p + f[size].offset);
	if (image->size > MODULE_SIZE)
		image->size = 0;
}

static void read_build_id(struct guest_linux *g, struct guest_span s,
			  struct guest_linux_image *image)
{
	static const uint8_t none[GUEST_LINUX_BUILD_ID];
	const struct guest_field_place *f = &g->layout.fields[FIELD_MODULE_BUILD_ID];
	const uint8_t *p;

	if (!f->size)
		return;
	p = g->block + (f->offset - s.offset);
	if (!memcmp(p, none, f->size))
		return;
	memcpy(image->build_id, p, f->size);
	image->build_id_size = f->size;
}

static int read_module(struct guest_linux *g, struct guest_memory *m, uint64_t address,
		       struct guest_span s, struct raw_module *raw)
{
	const struct guest_field_place *name = &g->layout.fields[FIELD_MODULE_NAME];
	struct guest_linux_image *image = &raw->image.image;
	int error = guest_view_read(g, m, address, s);

	if (error)
		return error;
	*raw = (struct raw_module){
		.image.address = address,
		.list = guest_view_list(g, s, FIELD_MODULE_LIST),
		.kallsyms = guest_view_number(g, s, FIELD_MODULE_KALLSYMS),
		.exports = guest_view_number(g, s, FIELD_MODULE_SYMS),
		.nexports = guest_view_number(g, s, FIELD_MODULE_NUM_SYMS),
		.live = guest_view_number(g, s, FIELD_MODULE_STATE) == LIVE,
	};
	guest_view_text(image->name, sizeof(image->name), g->block + (name->offset - s.offset),
			name->size);
	read_place(g, s, image);
	read_build_id(g, s, image);
	return 0;
}

static int add_module(struct raw_modules *all, const struct raw_module *raw)
{
	void *more;

	if (!raw->live || !*raw->image.image.name)
		return 0;
	if (all->n == GUEST_LINUX_MODULES)
		return -E2BIG;
	more = growth_one(all->list, all->n, &all->room, sizeof(*all->list));
	if (!more)
		return -ENOMEM;
	all->list = more;
	all->list[all->n++] = *raw;
	return 0;
}

/* As the threads' lists are walked (guest_tasks.c): who does not lead back is not of the list. */
static int walk_list(struct guest_linux *g, struct guest_memory *m, struct raw_modules *all)
{
	struct guest_span s = guest_span_of(&g->layout, module_fields, COUNT(module_fields));
	uint32_t node = g->layout.fields[FIELD_MODULE_LIST].offset;
	uint64_t head = g->anchors[ANCHOR_MODULES], before = head;
	struct raw_module raw;
	int error = guest_view_read_list(g, m, head, &raw.list);

	all->n = 0;
	/* those that are not live are not added, but bounded as well */
	for (uint32_t i = 0; !error && raw.list.next != head; i++) {
		uint64_t next = raw.list.next;

		error = i < 2 * GUEST_LINUX_MODULES ? read_module(g, m, next - node, s, &raw)
						    : -E2BIG;
		if (!error && raw.list.prev != before)
			error = -EAGAIN;
		if (!error)
			error = add_module(all, &raw);
		before = next;
	}
	return error;
}

static bool is_same(const struct guest_linux *g, const struct raw_modules *all)
{
	if (all->n + 1 != g->nimages)
		return false;
	for (uint32_t i = 0; i < all->n; i++) {
		const struct guest_view_image *a = &all->list[i].image, *b = &g->images[i + 1];

		if (a->address != b->address || a->image.base != b->image.base ||
		    a->image.size != b->image.size || strcmp(a->image.name, b->image.name) ||
		    memcmp(a->image.build_id, b->image.build_id, sizeof(a->image.build_id)))
			return false;
	}
	return true;
}

/* ---- Symbols of one ---- */

/* What a module's symbols are read from. */
struct module_symbols {
	uint32_t n, nexports;
	uint8_t *symtab, *types, *strings;
	uint64_t nstrings;
	uint64_t *exports; /* sorted */
};

static void *read_array(struct guest_linux *g, struct guest_memory *m, uint64_t va, size_t n,
			int *error)
{
	void *p = malloc(n + 1);

	*error = p ? guest_virt_read(m, &g->paging, va, p, n) : -ENOMEM;
	if (!*error)
		return p;
	free(p);
	return NULL;
}

/* How long they are is not told: as far as the last one begins, and to the end of its page. */
static int read_strings(struct guest_linux *g, struct guest_memory *m, uint64_t va,
			struct module_symbols *s)
{
	uint64_t n = 0;
	int error;

	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t name = le_get32(s->symtab + i * sizeof(Elf64_Sym));

		n = name > n ? name : n;
	}
	n += GUEST_PAGE - (va + n) % GUEST_PAGE;
	if (n > STRINGS)
		return -E2BIG;
	s->strings = read_array(g, m, va, n + GUEST_PAGE, &error);
	if (s->strings)
		n += GUEST_PAGE;
	else if (error == -EFAULT)
		s->strings = read_array(g, m, va, n, &error);
	s->nstrings = n;
	return error;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Addresses of what it exports; without them all letters are lower-case. */
static int read_exports(struct guest_linux *g, struct guest_memory *m, const struct raw_module *raw,
			struct module_symbols *s)
{
	uint32_t size = g->layout.sizes[STRUCTURE_KERNEL_SYMBOL];
	uint8_t *p;
	int error;

	if (!raw->nexports || raw->nexports > EXPORTS || size < 8 || size > 64)
		return 0;
	p = read_array(g, m, raw->exports, (size_t)raw->nexports * size, &error);
	s->exports = p ? calloc(raw->nexports, sizeof(*s->exports)) : NULL;
	for (uint32_t i = 0; s->exports && i < raw->nexports; i++) {
		const uint8_t *at = p + (size_t)i * size;

		/* offsets from their own place, or addresses where there are pointers */
		s->exports[i] = size % 8 ? raw->exports + (uint64_t)i * size +
						   (int64_t)(int32_t)le_get32(at)
					 : le_get64(at);
	}
	s->nexports = s->exports ? raw->nexports : 0;
	if (s->exports)
		qsort(s->exports, s->nexports, sizeof(*s->exports), by_value);
	free(p);
	return error == -EFAULT ? 0 : error;
}

static int read_tables(struct guest_linux *g, struct guest_memory *m, const struct raw_module *raw,
		       struct module_symbols *s)
{
	struct guest_span span = guest_span_of(&g->layout, kallsyms_fields, COUNT(kallsyms_fields));
	int error = guest_view_read(g, m, raw->kallsyms, span);
	uint64_t symtab, strtab, typetab;

	if (error)
		return error;
	symtab = guest_view_number(g, span, FIELD_KALLSYMS_SYMTAB);
	strtab = guest_view_number(g, span, FIELD_KALLSYMS_STRTAB);
	typetab = guest_view_number(g, span, FIELD_KALLSYMS_TYPETAB);
	s->n = guest_view_number(g, span, FIELD_KALLSYMS_NUM);
	if (s->n > SYMBOLS)
		return -E2BIG;
	s->symtab = read_array(g, m, symtab, s->n * sizeof(Elf64_Sym), &error);
	if (!error)
		s->types = read_array(g, m, typetab, s->n, &error);
	if (!error)
		error = read_strings(g, m, strtab, s);
	return error ? error : read_exports(g, m, raw, s);
}

/* The length of a printable name; 0: it is none. */
static size_t name_size(const struct module_symbols *s, uint64_t at)
{
	size_t n = 0;

	while (at + n < s->nstrings && n < GUEST_LINUX_NAME && s->strings[at + n] > ' ' &&
	       s->strings[at + n] < 0x7f)
		n++;
	return at + n < s->nstrings && n < GUEST_LINUX_NAME && !s->strings[at + n] ? n : 0;
}

static char type_of(const struct module_symbols *s, uint32_t i, uint64_t address)
{
	unsigned char type = s->types[i] > ' ' && s->types[i] < 0x7f ? s->types[i] : '?';
	bool exported = s->exports &&
			bsearch(&address, s->exports, s->nexports, sizeof(*s->exports), by_value);

	return exported ? toupper(type) : tolower(type);
}

static int add_symbols(struct guest_symbols *to, const struct module_symbols *s)
{
	int error = 0;

	for (uint32_t i = 0; !error && i < s->n; i++) {
		const uint8_t *sym = s->symtab + i * sizeof(Elf64_Sym);
		uint32_t at = le_get32(sym + offsetof(Elf64_Sym, st_name));
		uint64_t address = le_get64(sym + offsetof(Elf64_Sym, st_value));
		size_t n = name_size(s, at);
		struct guest_symbol_row row = {
			.address = address,
			.size = le_get64(sym + offsetof(Elf64_Sym, st_size)),
			.type = type_of(s, i, address),
		};

		if (n)
			error = guest_symbols_add(to, &row, (const char *)s->strings + at, n);
	}
	return error;
}

/* A module whose symbols are not to be had is there without them. */
static int read_symbols(struct guest_linux *g, struct guest_memory *m, struct raw_module *raw,
			struct guest_symbols *to)
{
	struct module_symbols s = { 0 };
	int error = read_tables(g, m, raw, &s);

	raw->image.first = to->n;
	if (!error)
		error = add_symbols(to, &s);
	raw->image.image.nsymbols = to->n - raw->image.first;
	free(s.symtab);
	free(s.types);
	free(s.strings);
	free(s.exports);
	return error == -EFAULT || error == -E2BIG ? 0 : error;
}

/* ---- All of them ---- */

static int replace(struct guest_linux *g, struct raw_modules *all, struct guest_symbols *symbols)
{
	struct guest_view_image *images = calloc(all->n + 1, sizeof(*images));

	if (!images)
		return -ENOMEM;
	images[0] = g->images[0];
	for (uint32_t i = 0; i < all->n; i++)
		images[i + 1] = all->list[i].image;
	free(g->images);
	g->images = images;
	g->nimages = all->n + 1;
	guest_symbols_release(&g->module_symbols);
	g->module_symbols = *symbols;
	*symbols = (struct guest_symbols){ 0 };
	return 1;
}

static int read_all(struct guest_linux *g, struct guest_memory *m, struct raw_modules *all)
{
	struct guest_symbols symbols = { 0 };
	int error = 0;

	for (uint32_t i = 0; i < all->n && !error; i++)
		error = read_symbols(g, m, &all->list[i], &symbols);
	if (!error)
		error = replace(g, all, &symbols);
	guest_symbols_release(&symbols);
	return error;
}

int guest_modules_lack(const struct guest_linux *g)
{
	return guest_layout_lacks(&g->layout, needed, COUNT(needed));
}

int guest_linux_modules(struct guest_linux *g, struct guest_memory *m)
{
	struct raw_modules all = { 0 };
	int result = -EAGAIN;

	if (!g->nimages || !g->anchors[ANCHOR_MODULES] || guest_modules_lack(g) >= 0)
		return -ENOTSUP;
	for (int i = 0; i < TRIES && (result == -EAGAIN || result == -EFAULT); i++)
		result = walk_list(g, m, &all);
	if (!result && !is_same(g, &all))
		result = read_all(g, m, &all);
	free(all.list);
	return result;
}
