/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tracepoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define COMMON "common_"

bool tracepoint_is(const struct vmt_table *t)
{
	size_t system = strspn(t->name, NAME_LETTERS), event;

	if (!(t->flags & VMT_TABLE_EVENT) || !system || t->name[system] != ':')
		return false;
	event = strspn(t->name + system + 1, NAME_LETTERS);
	return event && !t->name[system + 1 + event];
}

const char *tracepoint_field(const struct vmt_column *c)
{
	size_t n = strlen(VMT_C_ARGS);

	return strncmp(c->name, VMT_C_ARGS, n) ? NULL : c->name + n;
}

bool tracepoint_is_common(const struct vmt_column *c)
{
	const char *name = tracepoint_field(c);

	return name && !strncmp(name, COMMON, strlen(COMMON));
}

enum probe_field_kind tracepoint_kind(const struct vmt_column *c)
{
	uint8_t type = c->type & ~(VMT_NULLABLE | VMT_LIST);

	if (type >= VMT_U8 && type <= VMT_I64)
		return c->type & VMT_LIST ? PROBE_FIELD_LIST : PROBE_FIELD_INT;
	return c->sem == VMT_SEM_TEXT && !(c->type & VMT_LIST) ? PROBE_FIELD_TEXT
							       : PROBE_FIELD_OTHER;
}

static uint8_t int_type(const struct vmt_column *c)
{
	return c->type & ~(VMT_NULLABLE | VMT_LIST);
}

bool tracepoint_int_sign(const struct vmt_column *c)
{
	return int_type(c) >= VMT_I8 && int_type(c) <= VMT_I64;
}

uint8_t tracepoint_int_size(const struct vmt_column *c)
{
	return 1 << (int_type(c) - VMT_U8) % 4;
}

bool tracepoint_same(const struct vmt_table *a, const struct vmt_table *b)
{
	bool same = a->ncolumns == b->ncolumns;

	for (uint32_t i = 0; same && i < a->ncolumns; i++)
		same = a->columns[i].type == b->columns[i].type &&
		       !strcmp(a->columns[i].name, b->columns[i].name);
	return same;
}

static struct probe_field field_of(const struct vmt_column *c)
{
	return (struct probe_field){
		.name = tracepoint_field(c),
		.kind = tracepoint_kind(c),
		.size = tracepoint_int_size(c),
		.sign = tracepoint_int_sign(c),
	};
}

static int add_probe(const struct vmt_table *t, struct probe_set *set)
{
	struct probe_field *fields = calloc(t->ncolumns + 1, sizeof(*fields));
	char *system = strdup(t->name);
	uint32_t n = 0;
	int rc = -ENOMEM;

	for (uint32_t i = 0; fields && i < t->ncolumns; i++)
		if (tracepoint_field(&t->columns[i]))
			fields[n++] = field_of(&t->columns[i]);
	if (fields && system) {
		char *event = strchr(system, ':');

		*event++ = '\0';
		rc = probe_set_add_event(set, system, event, fields, n);
	}
	free(system);
	free(fields);
	return rc;
}

int tracepoint_probes(const struct vmt_session_info *info, struct probe_set *set)
{
	int rc = 0;

	for (uint32_t i = 0; i < info->ntables && !rc; i++)
		if (tracepoint_is(&info->tables[i]))
			rc = add_probe(&info->tables[i], set);
	return rc;
}
