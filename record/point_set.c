/* SPDX-License-Identifier: GPL-2.0 */
#include "record/point_set.h"

#include <dirent.h>
#include <errno.h>
#include <event-parse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_POINTS 4000 /* with the tables that are always there a session has room for them */
#define MAX_FORMAT (1u << 20)
#define MAX_ID 65535 /* a record has 16 bits for it */

struct search {
	struct point_set *set;
	const struct point_names *names;
	const char *tracing;
	struct tep_handle *tep;
	struct trouble *trouble;
	uint64_t met; /* names that some tracepoint has, by bit */
};

static int no_memory(struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "out of memory");
}

/* ---- One tracepoint ---- */

static void point_release(struct point *p)
{
	free(p->system);
	free(p->event);
	free(p->key);
	free(p->format);
	tep_table_free(p->table);
}

/* A small file as text; NULL with errno. */
static char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = f ? malloc(MAX_FORMAT) : NULL;
	size_t n;

	if (text) {
		n = fread(text, 1, MAX_FORMAT - 1, f);
		text[n] = 0;
	}
	if (f)
		fclose(f);
	return text ? realloc(text, strlen(text) + 1) : NULL;
}

/* The tracepoint's id and table. 0, -EINVAL: its format makes none, or -ENOMEM. */
static int understand(struct point *p, struct tep_handle *tep)
{
	struct tep_event *e;

	if (tep_parse_event(tep, p->format, strlen(p->format), p->system))
		return -EINVAL;
	e = tep_find_event_by_name(tep, p->system, p->event);
	if (!e || e->id < 0 || e->id > MAX_ID)
		return -EINVAL;
	p->id = e->id;
	return tep_table_new(&p->table, e);
}

static int make_point(struct point *p, struct search *s, const char *system, const char *event)
{
	char path[4096];

	*p = (struct point){ .system = strdup(system), .event = strdup(event) };
	if (!p->system || !p->event || asprintf(&p->key, "format.%s:%s", system, event) < 0) {
		p->key = NULL;
		return -ENOMEM;
	}
	snprintf(path, sizeof(path), "%s/events/%s/%s/format", s->tracing, system, event);
	p->format = read_text(path);
	return p->format ? understand(p, s->tep) : -errno;
}

static int keep(struct point_set *set, const struct point *p)
{
	struct point *points = set->points;

	if (set->n == set->room) {
		points = reallocarray(points, set->room + 64, sizeof(*points));
		if (!points)
			return -ENOMEM;
		set->points = points;
		set->room += 64;
	}
	points[set->n++] = *p;
	return 0;
}

/* What a glob meets and cannot be recorded is left out; what was named by its name is not. */
static bool is_named(const struct search *s, const char *system, const char *event)
{
	for (uint32_t i = 0; i < s->names->n; i++)
		if (!strcmp(s->names->names[i].system, system) &&
		    !strcmp(s->names->names[i].event, event))
			return true;
	return false;
}

static int take_point(struct search *s, const char *system, const char *event)
{
	struct point p;
	int r = make_point(&p, s, system, event);

	if (!r)
		r = keep(s->set, &p);
	if (!r)
		return 0;
	point_release(&p);
	if (r == -ENOMEM)
		return no_memory(s->trouble);
	if (r == -EPERM || r == -EACCES)
		return trouble_set(s->trouble, TROUBLE_FAILED,
				   "tracepoints: %s: not permitted; run as root, on a kernel that "
				   "is not locked down (kernel_lockdown(7))",
				   s->tracing);
	if (!is_named(s, system, event))
		return 0;
	return trouble_set(s->trouble, TROUBLE_FAILED, "-e %s:%s: its format cannot be %s: %s",
			   system, event, r == -EINVAL ? "understood" : "read",
			   r == -EINVAL ? "it makes no table" : strerror(-r));
}

/* ---- The events directory ---- */

static uint64_t names_of(const struct search *s, const char *system, const char *event)
{
	uint64_t met = 0;

	for (uint32_t i = 0; i < s->names->n; i++)
		met |= (uint64_t)point_names_match(s->names, i, system, event) << i;
	return met;
}

/* What cannot be enabled (ftrace's own) is no tracepoint. */
static bool is_tracepoint(const struct search *s, const char *system, const char *event)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/events/%s/%s/enable", s->tracing, system, event);
	return !access(path, F_OK);
}

/* Calls for every entry but . and .. in the order of names. 0, what `fn` returned, or -errno. */
static int each_entry(const char *path, int (*fn)(struct search *, const char *, const char *),
		      struct search *s, const char *system)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort), r = 0;

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		if (!r && entries[i]->d_name[0] != '.')
			r = fn(s, system, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int search_event(struct search *s, const char *system, const char *event)
{
	uint64_t met = names_of(s, system, event);

	if (!met || !is_tracepoint(s, system, event))
		return 0;
	s->met |= met;
	if (s->set->n == MAX_POINTS)
		return trouble_set(s->trouble, TROUBLE_USAGE,
				   "-e: more than %d tracepoints; name fewer", MAX_POINTS);
	return take_point(s, system, event);
}

static int search_system(struct search *s, const char *unused, const char *system)
{
	char path[4096];
	int r;

	if (!names_of(s, system, NULL))
		return 0;
	snprintf(path, sizeof(path), "%s/events/%s", s->tracing, system);
	r = each_entry(path, search_event, s, system);
	return r == -ENOTDIR ? 0 : r;
}

/* ---- The set ---- */

static int index_ids(struct point_set *set)
{
	for (uint32_t i = 0; i < set->n; i++)
		if (set->points[i].id >= set->ids)
			set->ids = set->points[i].id + 1;
	set->by_id = calloc(set->ids + 1, sizeof(*set->by_id));
	if (!set->by_id)
		return -ENOMEM;
	for (uint32_t i = 0; i < set->n; i++)
		set->by_id[set->points[i].id] = i + 1;
	return 0;
}

static int check_met(const struct search *s)
{
	for (uint32_t i = 0; i < s->names->n; i++)
		if (!(s->met >> i & 1))
			return trouble_set(s->trouble, TROUBLE_USAGE,
					   "-e %s:%s: this host has no such tracepoint; %s/events "
					   "has all, but of modules that are loaded only",
					   s->names->names[i].system, s->names->names[i].event,
					   s->tracing);
	return 0;
}

int point_set_init(struct point_set *set, const struct point_names *names, const char *tracing,
		   struct trouble *t)
{
	struct search s = { .set = set, .names = names, .tracing = tracing, .trouble = t };
	char path[4096];
	int r;

	*set = (struct point_set){ 0 };
	s.tep = tep_alloc();
	if (!s.tep)
		return no_memory(t);
	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_long_size(s.tep, sizeof(long));
	tep_set_file_bigendian(s.tep, tep_is_bigendian());
	tep_set_local_bigendian(s.tep, tep_is_bigendian());
	snprintf(path, sizeof(path), "%s/events", tracing);
	r = each_entry(path, search_system, &s, NULL);
	tep_free(s.tep);
	if (r)
		return trouble_set(t, TROUBLE_FAILED, "%s: %s", path, strerror(-r));
	return check_met(&s) || (index_ids(set) && no_memory(t)) ? -1 : 0;
}

void point_set_release(struct point_set *set)
{
	for (uint32_t i = 0; i < set->n; i++)
		point_release(&set->points[i]);
	free(set->points);
	free(set->by_id);
	*set = (struct point_set){ 0 };
}
