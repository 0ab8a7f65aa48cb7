/* SPDX-License-Identifier: GPL-2.0 */
#include "report/probe_fields.h"

#include <errno.h>
#include <string.h>

/* D's own rule for two integers: bits, and one more when unsigned. */
static uint32_t rank(const struct probe_field *f)
{
	return f->size * 8u + !f->sign;
}

void probe_field_widen(struct probe_field *f, const struct probe_field *by)
{
	if (f->kind != by->kind) {
		f->kind = PROBE_FIELD_MIXED;
		return;
	}
	f->varies |= by->varies || rank(f) != rank(by);
	if (rank(by) > rank(f)) {
		f->size = by->size;
		f->sign = by->sign;
	}
}

static struct probe_field *find(struct probe_field *fields, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

const struct probe_field *probe_field_find(const struct probe *p, const char *name)
{
	return find((struct probe_field *)p->fields, p->nfields, name);
}

static int add(struct arena *a, struct probe_field *to, const struct probe_field *field)
{
	char *name = arena_alloc(a, strlen(field->name) + 1);

	if (!name)
		return -ENOMEM;
	*to = *field;
	to->name = strcpy(name, field->name);
	return 0;
}

int probe_fields_join(struct arena *a, struct probe *p, const struct probe_field *fields,
		      uint32_t n)
{
	struct probe_field *all = arena_alloc(a, (p->nfields + n + 1) * sizeof(*all));
	uint32_t nall = p->nfields;

	if (!all)
		return -ENOMEM;
	if (nall)
		memcpy(all, p->fields, nall * sizeof(*all));
	for (uint32_t i = 0; i < n; i++) {
		struct probe_field *known = find(all, nall, fields[i].name);

		if (known)
			probe_field_widen(known, &fields[i]);
		else if (add(a, &all[nall++], &fields[i]))
			return -ENOMEM;
	}
	p->fields = all;
	p->nfields = nall;
	return 0;
}
