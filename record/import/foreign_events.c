/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/foreign_events.h"

#include <ctype.h>
#include <errno.h>
#include <event-parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt.h"
#include "record/import/format_text.h"

#define IDS 65536u	       /* common_type has 16 bits */
#define MAX_FORMAT (64u << 10) /* the kernel's have a page, or some */
/* Tables that a session has beside. */
#define MAX_EVENTS (VMT_MAX_TABLES - 16)

int foreign_events_init(struct foreign_events *e, bool big, unsigned int long_size)
{
	*e = (struct foreign_events){ .tep = tep_alloc(), .by_id = calloc(IDS, sizeof(*e->by_id)) };
	if (!e->tep || !e->by_id)
		return -ENOMEM;
	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_file_bigendian(e->tep, big ? TEP_BIG_ENDIAN : TEP_LITTLE_ENDIAN);
	tep_set_long_size(e->tep, long_size);
	return 0;
}

static void release(struct foreign_event *e)
{
	tep_table_free(e->table);
	free(e->key);
	free(e->format);
}

void foreign_events_release(struct foreign_events *e)
{
	for (uint32_t i = 0; i < e->n; i++)
		release(&e->list[i]);
	free(e->list);
	free(e->by_id);
	if (e->tep)
		tep_free(e->tep);
	*e = (struct foreign_events){ 0 };
}

/* ---- A format ---- */

static bool is_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-.", *c))
			return false;
	return *name;
}

static bool is_text(const uint8_t *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] >= 0x7f || (text[i] < ' ' && !isspace(text[i])))
			return false;
	return true;
}

/*
 * The event without how it is printed: that is a program in C, for which libtraceevent has a
 * parser that need not be shown what anybody may have written.
 */
static struct tep_event *parse(struct foreign_events *e, const char *system, const char *format)
{
	static const char nothing[] = "print fmt: \"\"\n";
	struct tep_event *event = NULL;
	char *fields;
	size_t n;

	if (!format_text_holds(format, &n) || !(fields = malloc(n + sizeof(nothing))))
		return NULL;
	memcpy(fields, format, n);
	memcpy(fields + n, nothing, sizeof(nothing));
	if (tep_parse_format(e->tep, &event, fields, n + strlen(nothing), system))
		event = NULL;
	free(fields);
	return event;
}

static int make_room(struct foreign_events *e)
{
	uint32_t room = e->room ? e->room * 2 : 64;
	struct foreign_event *p;

	if (e->n < e->room)
		return 0;
	p = realloc(e->list, room * sizeof(*p));
	if (!p)
		return -ENOMEM;
	e->list = p;
	e->room = room;
	return 0;
}

static void leave_out(struct foreign_events *e, const char *system, const char *format)
{
	const char *name = strncmp(format, "name: ", 6) ? "?" : format + 6;
	size_t used = strlen(e->left_out);

	snprintf(e->left_out + used, sizeof(e->left_out) - used, "%s%s:%.*s", used ? ", " : "",
		 system, (int)strcspn(name, "\n"), name);
}

/* 0; -EINVAL: it makes no table; -ENOMEM. The format is taken over if it is 0. */
static int add(struct foreign_events *e, const char *system, char *format)
{
	struct foreign_event new = { .format = format };
	int r = make_room(e);

	if (r)
		return r;
	new.event = parse(e, system, format);
	if (!new.event || !is_name(new.event->name) || new.event->id < 0 ||
	    new.event->id >= (int)IDS || e->by_id[new.event->id] || e->n == MAX_EVENTS)
		return -EINVAL;
	r = tep_table_new(&new.table, new.event);
	if (!r && foreign_events_named(e, tep_table_def(new.table)->name))
		r = -EINVAL;
	if (!r && asprintf(&new.key, "format.%s", tep_table_def(new.table)->name) < 0)
		r = -ENOMEM;
	if (r) {
		tep_table_free(new.table);
		return r;
	}
	e->list[e->n++] = new;
	e->by_id[new.event->id] = e->n;
	return 0;
}

int foreign_events_add(struct foreign_events *e, const char *name, const char *system,
		       const void *text, size_t size, struct trouble *t)
{
	char *format;
	int r;

	if (size > MAX_FORMAT || !is_text(text, size) || !is_name(system))
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: the format of an event is no text of one; the file is "
				   "damaged",
				   name);
	format = strndup(text, size);
	r = format ? add(e, system, format) : -ENOMEM;
	if (r == -EINVAL)
		leave_out(e, system, format);
	if (r)
		free(format);
	return r == -ENOMEM ? trouble_set(t, TROUBLE_FAILED, "%s: out of memory", name) : 0;
}

const struct foreign_event *foreign_events_find(const struct foreign_events *e, uint32_t id)
{
	return id < IDS && e->by_id[id] ? &e->list[e->by_id[id] - 1] : NULL;
}

const struct foreign_event *foreign_events_use(struct foreign_events *e, uint32_t id)
{
	if (id >= IDS || !e->by_id[id])
		return NULL;
	e->list[e->by_id[id] - 1].used = true;
	return &e->list[e->by_id[id] - 1];
}

void foreign_events_keep_used(struct foreign_events *e)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < e->n; i++) {
		struct foreign_event *event = &e->list[i];

		e->by_id[event->event->id] = event->used ? kept + 1 : 0;
		if (event->used)
			e->list[kept++] = *event;
		else
			release(event);
	}
	e->n = kept;
}

const struct foreign_event *foreign_events_named(const struct foreign_events *e, const char *name)
{
	for (uint32_t i = 0; i < e->n; i++)
		if (!strcmp(tep_table_def(e->list[i].table)->name, name))
			return &e->list[i];
	return NULL;
}
