/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * One allocation:
 *
 *	struct kept | pending ... | values ... | strings ...
 */
static size_t str_room(const struct str *s)
{
	return (sizeof(*s) + s->len + 1 + 7) & ~(size_t)7;
}

/* Is the k-th value of an action text or bytes that may go with the firing? */
static const struct str *passing(const struct wish *w, const struct pending *p, uint32_t k)
{
	const struct str *s = str_of_value(w->values[p->values + k]);
	uint8_t kind = p->action->args[k].kind;

	return (kind == V_STRING || kind == V_BYTES) && s && !s->interned ? s : NULL;
}

static size_t strings_room(const struct wish *w)
{
	size_t room = 0;

	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->pending[i].action->nargs; k++) {
			const struct str *s = passing(w, &w->pending[i], k);

			room += s ? str_room(s) : 0;
		}
	return room;
}

static void copy_strings(const struct wish *w, int64_t *values, char *at)
{
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = 0; k < w->pending[i].action->nargs; k++) {
			const struct str *s = passing(w, &w->pending[i], k);

			if (!s)
				continue;
			memcpy(at, s, sizeof(*s) + s->len + 1);
			values[w->pending[i].values + k] = value_of_str((struct str *)at);
			at += str_room(s);
		}
}

int kept_add(struct kept_list *l, const struct wish *w, uint64_t size)
{
	size_t pending = w->n * sizeof(*w->pending), values = w->nvalues * sizeof(*w->values);
	struct kept *k = malloc(sizeof(*k) + pending + values + strings_room(w));
	struct pending *to;
	int64_t *copies;

	if (!k)
		return -ENOMEM;
	to = (struct pending *)(k + 1);
	copies = (int64_t *)((char *)to + pending);
	if (w->n)
		memcpy(to, w->pending, pending);
	if (w->nvalues)
		memcpy(copies, w->values, values);
	copy_strings(w, copies, (char *)copies + values);
	*k = (struct kept){ .size = size, .wish = *w };
	k->wish.pending = to;
	k->wish.values = copies;
	*(l->last ? &l->last->next : &l->first) = k;
	l->last = k;
	l->size += size;
	return 0;
}

struct kept *kept_take(struct kept_list *l)
{
	struct kept *k = l->first;

	if (!k)
		return NULL;
	l->first = k->next;
	if (!l->first)
		l->last = NULL;
	l->size -= k->size;
	return k;
}

void kept_append(struct kept_list *l, struct kept_list *from)
{
	if (!from->first)
		return;
	*(l->last ? &l->last->next : &l->first) = from->first;
	l->last = from->last;
	l->size += from->size;
	*from = (struct kept_list){ 0 };
}

void kept_free(struct kept *k)
{
	free(k);
}

void kept_release(struct kept_list *l)
{
	struct kept *k;

	while ((k = kept_take(l)))
		kept_free(k);
}
