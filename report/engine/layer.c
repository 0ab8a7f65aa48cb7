/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/layer.h"

/* Is it of the same clause, and nothing fires yet where the probe does? */
static bool fits(const struct layer *l, const struct firing *f, uint32_t first, uint32_t n)
{
	if (l->kind != EVENT_EXIT || l->isa != f->probe->isa || l->numbering != f->probe->args ||
	    l->one.clause != f->clause)
		return false;
	for (uint32_t i = first; i < first + n; i++)
		if (l->by_reason[i].probe)
			return false;
	return true;
}

static struct layer *new_layer(struct layer_list *l, const struct reasons *r, struct firing *f)
{
	struct layer *p = realloc(l->layers, (l->n + 1) * sizeof(*p));

	if (!p)
		return NULL;
	l->layers = p;
	p += l->n;
	f->layer = l->n;
	*p = (struct layer){
		.which = f->which,
		.kind = f->which < EVENT_TRACEPOINT ? f->which : EVENT_TRACEPOINT,
		.numbering = f->probe->args,
		.isa = f->probe->isa,
		.one = *f,
	};
	if (p->kind == EVENT_EXIT) {
		p->by_reason = calloc(r->n + 1, sizeof(*p->by_reason));
		if (!p->by_reason)
			return NULL;
	}
	l->n++;
	return p;
}

static struct layer *exit_layer(struct layer_list *list, const struct reasons *r, struct firing *f)
{
	struct layer *l = NULL;
	uint32_t first, n, fired = 0;

	reasons_of_probe(r, f->probe, &first, &n);
	for (uint32_t i = 0; i < list->n && !l; i++)
		if (fits(&list->layers[i], f, first, n))
			l = &list->layers[i];
	if (!l)
		l = new_layer(list, r, f);
	if (!l)
		return NULL;
	f->layer = l - list->layers;
	for (uint32_t i = first; i < first + n; i++)
		l->by_reason[i] = *f;
	for (uint32_t i = 0; i <= r->n; i++)
		fired += l->by_reason[i].probe != NULL;
	l->every = fired == r->n + 1;
	return l;
}

int layer_list_add(struct layer_list *list, const struct reasons *r, struct firing *f)
{
	bool exits = f->probe->kind == PROBE_EXIT;

	return (exits ? exit_layer(list, r, f) : new_layer(list, r, f)) ? 0 : -ENOMEM;
}

void layer_list_release(struct layer_list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		free(l->layers[i].by_reason);
	free(l->layers);
}
