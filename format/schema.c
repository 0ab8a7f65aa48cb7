/* SPDX-License-Identifier: GPL-2.0 */
#include "format/schema.h"

#include <stdlib.h>
#include <string.h>

#include "format/codec.h"
#include "format/section.h"

#define MAX_NAME 1024
#define MAX_VALUE (1u << 20)
#define MAX_FACTS 65536

int vmt_table_find(const struct vmt_table *t, const char *column)
{
	uint32_t c;

	for (c = 0; c < t->ncolumns; c++)
		if (!strcmp(t->columns[c].name, column))
			return c;
	return VMT_EABSENT;
}

int vmt_table_register(const struct vmt_table *t, uint64_t number)
{
	uint32_t c;

	for (c = 0; c < t->ncolumns; c++)
		if (t->columns[c].sem == VMT_SEM_REG && t->columns[c].arg == number)
			return c;
	return VMT_EABSENT;
}

static void table_release(struct vmt_table *t)
{
	struct vmt_column *columns = (struct vmt_column *)t->columns;
	uint32_t c;

	for (c = 0; columns && c < t->ncolumns; c++)
		free((char *)columns[c].name);
	free(columns);
	free((char *)t->name);
}

void schema_release(struct schema *s)
{
	uint32_t i;

	for (i = 0; s->tables && i < s->ntables; i++)
		table_release(&s->tables[i]);
	free(s->tables);
	*s = (struct schema){ 0 };
}

void opening_release(struct opening *o)
{
	uint32_t i;

	for (i = 0; o->facts && i < o->nfacts; i++) {
		free((char *)o->facts[i].key);
		free((char *)o->facts[i].value);
	}
	free(o->facts);
	*o = (struct opening){ 0 };
}

/* A type that this library has a meaning for. */
static bool type_is_known(const struct vmt_column *column)
{
	uint8_t type = column->type & ~VMT_NULLABLE;

	if (type == VMT_FIXED)
		return column->size > 0;
	return type == VMT_VAR || codec_type_bytes(type);
}

static bool table_is_possible(const struct vmt_table *t)
{
	return t->ncolumns && t->ncolumns <= VMT_MAX_COLUMNS && t->columns[0].type == VMT_U64 &&
	       t->columns[0].sem == VMT_SEM_TIME;
}

int schema_check(const struct vmt_table *tables, uint32_t ntables)
{
	uint32_t i, c;

	if (!ntables || ntables > VMT_MAX_TABLES)
		return VMT_EINVAL;
	for (i = 0; i < ntables; i++) {
		if (!table_is_possible(&tables[i]) || strlen(tables[i].name) > MAX_NAME)
			return VMT_EINVAL;
		for (c = 0; c < tables[i].ncolumns; c++)
			if (!type_is_known(&tables[i].columns[c]) ||
			    strlen(tables[i].columns[c].name) > MAX_NAME)
				return VMT_EINVAL;
	}
	return 0;
}

int facts_check(const struct vmt_fact *facts, uint32_t nfacts)
{
	uint32_t i;

	if (nfacts > MAX_FACTS)
		return VMT_EINVAL;
	for (i = 0; i < nfacts; i++)
		if (strlen(facts[i].key) > MAX_NAME || strlen(facts[i].value) > MAX_VALUE)
			return VMT_EINVAL;
	return 0;
}

static int table_copy(struct vmt_table *to, const struct vmt_table *from)
{
	struct vmt_column *columns = calloc(from->ncolumns, sizeof(*columns));
	uint32_t c;

	*to = (struct vmt_table){ .name = strdup(from->name),
				  .flags = from->flags,
				  .ncolumns = from->ncolumns,
				  .columns = columns };
	if (!to->name || !columns)
		return VMT_ENOMEM;
	for (c = 0; c < from->ncolumns; c++) {
		columns[c] = from->columns[c];
		columns[c].name = strdup(from->columns[c].name);
		if (!columns[c].name)
			return VMT_ENOMEM;
	}
	return 0;
}

int schema_copy(struct schema *out, const struct vmt_table *tables, uint32_t ntables)
{
	struct schema s = { .ntables = ntables, .tables = calloc(ntables, sizeof(*s.tables)) };
	uint32_t i;

	if (!s.tables)
		return VMT_ENOMEM;
	for (i = 0; i < ntables; i++) {
		if (table_copy(&s.tables[i], &tables[i])) {
			schema_release(&s);
			return VMT_ENOMEM;
		}
	}
	*out = s;
	return 0;
}

void schema_put(struct bytebuf *b, const struct schema *s)
{
	uint32_t i, c;

	bytebuf_put_varint(b, 0);
	bytebuf_put_varint(b, s->ntables);
	for (i = 0; i < s->ntables; i++) {
		const struct vmt_table *t = &s->tables[i];

		bytebuf_put_text(b, t->name);
		bytebuf_put_varint(b, t->flags);
		bytebuf_put_varint(b, t->ncolumns);
		for (c = 0; c < t->ncolumns; c++) {
			bytebuf_put_text(b, t->columns[c].name);
			bytebuf_put8(b, t->columns[c].type);
			bytebuf_put8(b, t->columns[c].sem);
			bytebuf_put_varint(b, t->columns[c].size);
			bytebuf_put_varint(b, t->columns[c].arg);
		}
	}
}

static int column_get(struct cursor *in, struct vmt_column *column)
{
	column->name = cursor_get_text(in, MAX_NAME);
	column->type = cursor_get8(in);
	column->sem = cursor_get8(in);
	column->size = cursor_get_upto(in, UINT16_MAX);
	column->arg = cursor_get_upto(in, UINT32_MAX);
	if (in->bad)
		return VMT_EDAMAGE;
	return column->name ? 0 : VMT_ENOMEM;
}

static int table_get(struct cursor *in, struct vmt_table *t)
{
	struct vmt_column *columns;
	uint32_t c, n;
	int error = 0;

	t->name = cursor_get_text(in, MAX_NAME);
	t->flags = cursor_get_upto(in, UINT32_MAX);
	n = cursor_get_upto(in, VMT_MAX_COLUMNS);
	if (in->bad || !n)
		return VMT_EDAMAGE;
	t->columns = columns = calloc(n, sizeof(*columns));
	if (!t->name || !columns)
		return VMT_ENOMEM;
	t->ncolumns = n;
	for (c = 0; c < n && !error; c++)
		error = column_get(in, &columns[c]);
	if (!error && !table_is_possible(t))
		error = VMT_EDAMAGE;
	return error;
}

/* `n` tables from the cursor, or none. */
static int tables_get(struct cursor *in, struct schema *out, uint32_t n)
{
	struct schema s = { .ntables = n, .tables = calloc(n, sizeof(*s.tables)) };
	uint32_t i;
	int error = 0;

	if (!s.tables)
		return VMT_ENOMEM;
	for (i = 0; i < n && !error; i++)
		error = table_get(in, &s.tables[i]);
	if (!error && !cursor_done(in))
		error = VMT_EDAMAGE;
	if (error) {
		schema_release(&s);
		return error;
	}
	*out = s;
	return 0;
}

int schema_add(struct schema *s, struct cursor *in)
{
	uint32_t first = cursor_get_upto(in, VMT_MAX_TABLES), i;
	uint32_t n = cursor_get_upto(in, VMT_MAX_TABLES - first), skip;
	struct schema more = { 0 };
	struct vmt_table *tables;
	int error;

	if (in->bad || !n || first > s->ntables)
		return VMT_EDAMAGE;
	error = tables_get(in, &more, n);
	if (error)
		return error;
	/* Chunks point into it: it never moves. */
	tables = s->tables ? s->tables : calloc(VMT_MAX_TABLES, sizeof(*tables));
	if (!tables) {
		schema_release(&more);
		return VMT_ENOMEM;
	}
	s->tables = tables;
	skip = s->ntables - first < n ? s->ntables - first : n;
	for (i = 0; i < n; i++) {
		if (i < skip)
			table_release(&more.tables[i]);
		else
			s->tables[s->ntables++] = more.tables[i];
	}
	free(more.tables);
	return 0;
}

void clock_put(struct bytebuf *b, const struct vmt_clock *c)
{
	bytebuf_put64(b, c->time);
	bytebuf_put64(b, c->mono);
	bytebuf_put64(b, c->boot);
	bytebuf_put64(b, c->real);
}

void clock_get(struct cursor *in, struct vmt_clock *c)
{
	c->time = cursor_get64(in);
	c->mono = cursor_get64(in);
	c->boot = cursor_get64(in);
	c->real = cursor_get64(in);
}

void fix_put(struct bytebuf *b, const struct vmt_fix *f)
{
	bytebuf_put64(b, f->time0);
	bytebuf_put64(b, f->mono0);
	bytebuf_put64(b, f->real0);
	bytebuf_put32(b, f->mono_mult);
	bytebuf_put32(b, f->real_mult);
	bytebuf_put8(b, f->mono_shift);
	bytebuf_put8(b, f->real_shift);
}

void fix_get(struct cursor *in, struct vmt_fix *f)
{
	f->time0 = cursor_get64(in);
	f->mono0 = cursor_get64(in);
	f->real0 = cursor_get64(in);
	f->mono_mult = cursor_get32(in);
	f->real_mult = cursor_get32(in);
	f->mono_shift = cursor_get8(in);
	f->real_shift = cursor_get8(in);
	if (f->mono_shift > FIX_MAX_SHIFT || f->real_shift > FIX_MAX_SHIFT)
		in->bad = true;
}

void opening_put(struct bytebuf *b, const struct vmt_clock *start, uint64_t ticks_per_second,
		 const struct vmt_fact *facts, uint32_t nfacts)
{
	uint32_t i;

	clock_put(b, start);
	bytebuf_put64(b, ticks_per_second);
	bytebuf_put_varint(b, nfacts);
	for (i = 0; i < nfacts; i++) {
		bytebuf_put_text(b, facts[i].key);
		bytebuf_put_text(b, facts[i].value);
	}
}

int opening_get(struct cursor *in, struct opening *out)
{
	struct opening o;
	uint32_t i;
	int error = 0;

	clock_get(in, &o.start);
	o.ticks_per_second = cursor_get64(in);
	o.nfacts = cursor_get_upto(in, MAX_FACTS);
	if (in->bad || !o.ticks_per_second)
		return VMT_EDAMAGE;
	o.facts = calloc(o.nfacts ? o.nfacts : 1, sizeof(*o.facts));
	if (!o.facts)
		return VMT_ENOMEM;
	for (i = 0; i < o.nfacts && !in->bad && !error; i++) {
		o.facts[i].key = cursor_get_text(in, MAX_NAME);
		o.facts[i].value = cursor_get_text(in, MAX_VALUE);
		if (!in->bad && (!o.facts[i].key || !o.facts[i].value))
			error = VMT_ENOMEM;
	}
	if (!error && !cursor_done(in))
		error = VMT_EDAMAGE;
	if (error) {
		opening_release(&o);
		return error;
	}
	*out = o;
	return 0;
}
