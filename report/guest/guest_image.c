/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == 0x7f)
			return false;
	return len && len < GUEST_NAME;
}

int guest_image_init(struct guest_image *i, uint8_t kind, const char *name, size_t len)
{
	*i = (struct guest_image){ .kind = kind };
	if (!is_name(name, len))
		return -EINVAL;
	i->name = strndup(name, len);
	return i->name ? 0 : -ENOMEM;
}

void guest_image_release(struct guest_image *i)
{
	free(i->name);
	free(i->symbols);
	free(i->names);
	*i = (struct guest_image){ 0 };
}

static int grow_symbols(struct guest_image *i)
{
	uint32_t room = i->room ? i->room * 2 : 1024;
	struct guest_symbol *p = realloc(i->symbols, room * sizeof(*p));

	if (!p)
		return -ENOMEM;
	i->symbols = p;
	i->room = room;
	return 0;
}

static int grow_names(struct guest_image *i)
{
	size_t room = i->names_room ? i->names_room * 2 : 65536;
	char *p = realloc(i->names, room);

	if (!p)
		return -ENOMEM;
	i->names = p;
	i->names_room = room;
	return 0;
}

int guest_image_add(struct guest_image *i, uint64_t address, uint64_t size, char type,
		    const char *name, size_t len)
{
	if (!is_name(name, len))
		return 0;
	if (i->nsymbols == GUEST_SYMBOLS)
		return -E2BIG;
	if ((i->nsymbols == i->room && grow_symbols(i)) ||
	    (i->names_room - i->names_size < GUEST_NAME && grow_names(i)))
		return -ENOMEM;
	i->symbols[i->nsymbols++] = (struct guest_symbol){
		.address = address, .size = size, .name = i->names_size, .type = type
	};
	memcpy(i->names + i->names_size, name, len);
	i->names[i->names_size + len] = '\0';
	i->names_size += len + 1;
	return 0;
}

/* Global, weak, local: what a linker would choose among names of one place. */
static int rank(char type)
{
	if (type == 'W' || type == 'V')
		return 1;
	return type >= 'a' ? 2 : 0;
}

static int by_address(const void *one, const void *other, void *names)
{
	const struct guest_symbol *a = one, *b = other;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (rank(a->type) != rank(b->type))
		return rank(a->type) - rank(b->type);
	return strcmp((const char *)names + a->name, (const char *)names + b->name);
}

void guest_image_seal(struct guest_image *i)
{
	uint32_t kept = 0;

	if (i->nsymbols)
		qsort_r(i->symbols, i->nsymbols, sizeof(*i->symbols), by_address, i->names);
	for (uint32_t n = 0; n < i->nsymbols; n++) {
		const struct guest_symbol *s = &i->symbols[n];

		if (guest_image_holds(i, s->address) &&
		    (!kept || i->symbols[kept - 1].address != s->address))
			i->symbols[kept++] = *s;
	}
	i->nsymbols = kept;
	for (uint32_t n = 0; n < kept; n++) {
		struct guest_symbol *s = &i->symbols[n];
		uint64_t most = (n + 1 < kept ? s[1].address : i->base + i->size) - s->address;

		if (!s->size || s->size > most)
			s->size = most;
	}
}

void guest_image_keep_code(struct guest_image *i)
{
	uint32_t kept = 0;

	for (uint32_t n = 0; n < i->nsymbols; n++)
		if (strchr("TtWwi", i->symbols[n].type))
			i->symbols[kept++] = i->symbols[n];
	i->nsymbols = kept;
}

void guest_image_move(struct guest_image *i, uint64_t by)
{
	i->base += by;
	for (uint32_t n = 0; n < i->nsymbols; n++)
		i->symbols[n].address += by;
}

const struct guest_symbol *guest_image_find(const struct guest_image *i, uint64_t address)
{
	uint32_t low = 0, high = i->nsymbols;

	if (!guest_image_holds(i, address))
		return NULL;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (i->symbols[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || address - i->symbols[low - 1].address >= i->symbols[low - 1].size)
		return NULL;
	return &i->symbols[low - 1];
}

const struct guest_symbol *guest_image_named(const struct guest_image *i, const char *name)
{
	for (uint32_t n = 0; n < i->nsymbols; n++)
		if (!strcmp(guest_symbol_name(i, &i->symbols[n]), name))
			return &i->symbols[n];
	return NULL;
}
