/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/world/damage_log.h"
#include "report/world/guests.h"
#include "report/world/learn.h"
#include "report/world/facts.h"
#include "report/world/foreign_input.h"
#include "report/world/guest_ahead.h"
#include "report/world/guest_census.h"
#include "report/world/guest_names.h"
#include "report/world/names.h"
#include "report/world/tracepoint.h"
#include "report/world/world.h"

struct world_file {
	struct world *world;
	const char *path;
	struct vmt_reader *reader;
	struct foreign_input input; /* another tool's: how it is read */
};

static const char *file_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

static void damage(void *self, const struct vmt_damage *d)
{
	struct world_file *f = self;

	damage_log_add(f->world->damage, f - f->world->files, file_name(f->path), d);
}

static int tell_failure(const struct world_file *f, int error)
{
	if (error == VMT_ENOMEM)
		return -ENOMEM;
	if (error == VMT_EIO)
		fprintf(stderr, "vmtrace: %s: cannot be read: %s\n", file_name(f->path),
			strerror(errno));
	else if (error == VMT_EFORMAT)
		fprintf(stderr,
			"vmtrace: %s: not a trace: no section of one was found; "
			"vmtrace record writes them\n",
			file_name(f->path));
	else
		fprintf(stderr, "vmtrace: %s: %s\n", file_name(f->path), vmt_strerror(error));
	return -EIO;
}

static int tell_no_import(const struct world_file *f, int error)
{
	fprintf(stderr, "vmtrace: %s: cannot be imported: %s\n", f->path, strerror(-error));
	return -EIO;
}

/* How the import of a foreign file ended; what was read of it counts all the same. */
static int end_import(struct world_file *f)
{
	int status = foreign_input_close(&f->input);

	if (status)
		f->world->import_status = status;
	return status;
}

static int open_file(struct world_file *f)
{
	bool path = strcmp(f->path, "-");
	int rc, fd = path ? -1 : STDIN_FILENO;

	if (path && foreign_input_is(f->path)) {
		rc = foreign_input_open(&f->input, f->path);
		if (rc)
			return tell_no_import(f, rc);
		fd = f->input.fd;
	}
	rc = vmt_reader_open(&f->reader, fd < 0 ? f->path : NULL, fd, 0, damage, f);
	if (!rc)
		return 0;
	/* An import that came to nothing has told why. */
	return end_import(f) ? -EIO : tell_failure(f, rc);
}

/*
 * Reading on failed: -ENOMEM, -EINTR; else what cannot be read is damage, for what came before
 * counts, and 0.
 */
static int survive(struct world_file *f, int error)
{
	struct vmt_damage d = { .offset = vmt_reader_bytes(f->reader) };

	if (error == VMT_ENOMEM)
		return -ENOMEM;
	if (error == VMT_EIO && errno == EINTR)
		return -EINTR;
	d.what = error == VMT_EIO ? strerrordesc_np(errno) : vmt_strerror(error);
	damage(f, &d);
	return 0;
}

/* ---- Sessions ---- */

static uint64_t fact_number(const struct vmt_session *s, const char *key)
{
	const char *text = vmt_session_fact(s, key);

	return text ? strtoull(text, NULL, 10) : 0;
}

static uint8_t fact_isa(const struct vmt_session *s)
{
	const char *text = vmt_session_fact(s, "isa");

	if (!text)
		return 0;
	return !strcmp(text, "svm") ? VMT_ISA_SVM : !strcmp(text, "vmx") ? VMT_ISA_VMX : 0;
}

static int begin_session(struct world_session *s)
{
	const char *host = vmt_session_fact(s->session, "host.name");
	const struct vmt_round_info *first = vmt_session_peek(s->session);

	s->info = vmt_session_info(s->session);
	s->isa = fact_isa(s->session);
	s->period = fact_number(s->session, "sample.period");
	s->hz = fact_number(s->session, "sample.hz");
	s->host = strpool_get(s->world->pool, host ? host : "", host ? strlen(host) : 0);
	if (!s->host || learn_begin(s))
		return -ENOMEM;
	return first ? learn_round(s, first) : 0;
}

/* Of a pipe the first round is there, and the others come. */
static int name_guests(struct world_session *s)
{
	const struct vmt_round_info *first = vmt_session_peek(s->session);
	int rc = guest_ahead_begin(s);

	return !rc && first && world_streams(s) ? guest_ahead_round(s, first) : rc;
}

static void release_session(struct world_session *s)
{
	guests_free(s->guests);
	guest_places_free(s->places);
	guest_census_free(s->census);
	learn_release(s);
	vmt_session_free(s->session);
}

static bool known_session(const struct world *w, const struct vmt_session *session)
{
	const struct vmt_session_info *info = vmt_session_info(session);

	for (uint32_t i = 0; i < w->nsessions; i++)
		if (!memcmp(w->sessions[i].info->id, info->id, sizeof(info->id)))
			return true;
	return false;
}

/* Takes the session over; its place is the last. */
static int add_session(struct world_file *f, struct vmt_session *session)
{
	struct world *w = f->world;
	struct world_session *p = realloc(w->sessions, (w->nsessions + 1) * sizeof(*p));

	if (!p) {
		vmt_session_free(session);
		return -ENOMEM;
	}
	w->sessions = p;
	p[w->nsessions] = (struct world_session){ .world = w, .file = f, .session = session };
	w->nsessions++;
	return begin_session(&p[w->nsessions - 1])
		       ?: w->names_guests ? name_guests(&p[w->nsessions - 1])
					  : 0;
}

/* The next session of a file that the world has not: 1, 0, -ENOMEM, -EINTR. */
static int next_session(struct world_file *f)
{
	struct vmt_session *session;
	int rc;

	while ((rc = vmt_reader_next(f->reader, &session)) > 0) {
		if (!known_session(f->world, session))
			return add_session(f, session) ? -ENOMEM : 1;
		fprintf(stderr, "vmtrace: %s: holds a session that was read before; counted once\n",
			file_name(f->path));
		vmt_session_free(session);
	}
	return rc ? survive(f, rc) : (end_import(f), 0);
}

static int by_time(const void *a, const void *b)
{
	const struct vmt_session_info *x = ((const struct world_session *)a)->info;
	const struct vmt_session_info *y = ((const struct world_session *)b)->info;

	if (x->start.real != y->start.real)
		return x->start.real < y->start.real ? -1 : 1;
	return memcmp(x->id, y->id, sizeof(x->id));
}

static void sort_sessions(struct world *w, uint32_t from)
{
	if (w->nsessions > from)
		qsort(w->sessions + from, w->nsessions - from, sizeof(*w->sessions), by_time);
	for (uint32_t i = from; i < w->nsessions; i++)
		w->sessions[i].index = i;
}

/* Of a pipe only the first session can be had before it is through. */
static int load_file(struct world_file *f)
{
	int rc = open_file(f);

	while (!rc && (rc = next_session(f)) > 0)
		rc = vmt_reader_streams(f->reader) ? 1 : 0;
	return rc < 0 ? rc : 0;
}

static int load(struct world *w, const char *const *paths, uint32_t n)
{
	int rc = 0;

	w->files = calloc(n, sizeof(*w->files));
	if (!w->files)
		return -ENOMEM;
	for (uint32_t i = 0; i < n && !rc; i++) {
		if (!strcmp(paths[i], "none"))
			continue;
		w->files[i] = (struct world_file){ .world = w, .path = paths[i] };
		w->nfiles = i + 1;
		rc = load_file(&w->files[i]);
	}
	sort_sessions(w, 0);
	return rc;
}

/* A session before had this tracepoint, with these fields. */
static bool is_known(const struct world *w, uint32_t last, const struct vmt_table *t)
{
	for (uint32_t i = 0; i <= last; i++) {
		int known = vmt_session_table(w->sessions[i].session, t->name);

		if (known >= 0 && tracepoint_same(&w->sessions[i].info->tables[known], t))
			return true;
	}
	return false;
}

/* What the programs were compiled for: later sessions of a pipe must not need more. */
static bool fits(const struct world *w, uint32_t last)
{
	const struct world_session *s = &w->sessions[w->nsessions - 1];
	bool isa = !s->isa, rate = !s->period;

	for (uint32_t i = 0; i <= last; i++) {
		isa |= w->sessions[i].isa == s->isa;
		rate |= w->sessions[i].period && w->sessions[i].hz <= s->hz;
	}
	for (uint32_t i = 0; i < s->info->ntables; i++)
		if (tracepoint_is(&s->info->tables[i]) && !is_known(w, last, &s->info->tables[i]))
			return false;
	return isa && rate;
}

/* Such a session is not read: a file would have told of it in time. */
static void refuse_last(struct world *w, struct world_file *f)
{
	struct world_session *s = &w->sessions[--w->nsessions];
	struct vmt_damage d = {
		.offset = s->info->offset,
		.what = "a session of another processor, a slower sampling rate or other "
			"tracepoints "
			"comes too late in a pipe: read it from a file",
	};

	damage(f, &d);
	release_session(s);
}

int world_more(struct world *w, uint32_t i)
{
	struct world_file *f = w->sessions[i].file;
	int rc = vmt_reader_streams(f->reader) ? next_session(f) : 0;

	if (rc <= 0)
		return rc;
	if (!fits(w, i)) {
		refuse_last(w, f);
		return 0;
	}
	if (by_time(&w->sessions[w->nsessions - 1], &w->sessions[i]) < 0)
		fprintf(stderr,
			"vmtrace: %s: a session is older than the one before; a pipe is read in "
			"its "
			"own order\n",
			file_name(f->path));
	sort_sessions(w, i + 1);
	return 0;
}

uint64_t world_bytes(const struct world *w)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < w->nfiles; i++) {
		const struct vmt_reader *r = w->files[i].reader;

		if (r && vmt_reader_streams(r))
			return 0;
		bytes += r ? vmt_reader_bytes(r) : 0;
	}
	return bytes;
}

bool world_streams(const struct world_session *s)
{
	return vmt_reader_streams(s->file->reader);
}

static int take_loss(void *self, const struct facts_row *row)
{
	uint64_t *lost = self;

	lost[facts_int(row, 0) % WORLD_STREAMS] += facts_int(row, 1);
	return 0;
}

static int take_losses(struct world_session *s, const struct vmt_round_info *round)
{
	static const char *const columns[] = { VMT_C_TYPE, VMT_C_COUNT };

	return facts_each(s->session, round, VMT_T_LOST, columns, 2, take_loss, s->lost);
}

/* 1, 0, -ENOMEM, -EINTR. */
static int read_round(struct world_session *s, struct vmt_round **out)
{
	int rc = vmt_session_round(s->session, out);

	return rc < 0 ? survive(s->file, rc) : rc;
}

/* The same, of those that were read ahead to know the guests. */
static int read_known_round(struct world_session *s, struct vmt_round **out)
{
	int rc = s->guests ? 0 : guests_new(&s->guests, s->session);

	while (!rc && !guests_ready(s->guests)) {
		struct vmt_round *round;

		rc = read_round(s, &round);
		if (rc > 0)
			rc = guests_add(s->guests, round);
		else if (!rc)
			guests_end(s->guests);
	}
	if (rc)
		return rc;
	*out = guests_take(s->guests);
	return *out != NULL;
}

int world_read(struct world_session *s, struct vmt_round **out)
{
	return s->world->want_guests ? read_known_round(s, out) : read_round(s, out);
}

/* The first round was learnt when the session was opened. */
int world_learn(struct world_session *s, const struct vmt_round *round)
{
	const struct vmt_round_info *info = vmt_round_info(round);
	int rc = info->index ? learn_round(s, info) : 0;

	if (!rc && info->index && s->census && world_streams(s))
		rc = guest_ahead_round(s, info);
	return rc ? rc : take_losses(s, info);
}

int world_round(struct world_session *s, struct vmt_round **out)
{
	struct vmt_round *round;
	int rc = world_read(s, &round);

	if (rc <= 0)
		return rc;
	rc = world_learn(s, round);
	if (rc) {
		vmt_round_free(round);
		return rc;
	}
	*out = round;
	return 1;
}

int world_open(struct world **out, const char *const *paths, uint32_t n, struct strpool *pool)
{
	struct world *w = calloc(1, sizeof(*w));
	int rc = -ENOMEM;

	if (w) {
		w->pool = pool;
		w->damage = damage_log_new();
		rc = w->damage ? load(w, paths, n) : -ENOMEM;
	}
	if (rc) {
		if (rc == -ENOMEM)
			fprintf(stderr, "vmtrace: out of memory reading the traces\n");
		world_free(w);
		return -1;
	}
	*out = w;
	return 0;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	for (uint32_t i = 0; i < w->nsessions; i++)
		release_session(&w->sessions[i]);
	free(w->sessions);
	for (uint32_t i = 0; i < w->nfiles; i++)
		vmt_reader_free(w->files[i].reader);
	for (uint32_t i = 0; i < w->nfiles; i++)
		foreign_input_close(&w->files[i].input);
	free(w->files);
	damage_log_free(w->damage);
	free(w);
}

const struct task *world_task(const struct world_session *s, uint64_t number)
{
	return &s->tasks[number < s->ntasks ? number : 0];
}

uint64_t world_thread(const struct world_session *s, uint32_t cpu, uint64_t number)
{
	const struct task *t = world_task(s, number);
	uint64_t session = (uint64_t)s->index << 32;

	/* Each CPU's idle thread has tid 0. */
	if (t->thread && !t->tid && !t->tgid)
		return session | WORLD_IDLE | cpu;
	return session | (t->thread ? t->thread : (uint32_t)number);
}

const struct vm *world_vm(const struct world_session *s, uint64_t number)
{
	return &s->vms[number < s->nvms ? number : 0];
}

const struct str *world_name(const struct world_session *s, uint32_t set, uint64_t value)
{
	return names_find(s->names, set, value);
}

const struct str *world_exit_name(const struct world_session *s, uint32_t reason)
{
	const struct str *name;
	char text[16];

	if (s->isa == VMT_ISA_VMX)
		reason &= 0xffff;
	name = reason < WORLD_EXITS ? s->exit_names[reason]
				    : names_find(s->names, learn_exit_set(s), reason);
	if (name)
		return name;
	return strpool_get(s->world->pool, text, snprintf(text, sizeof(text), "0x%x", reason));
}

int world_name_guests(struct world *w, const struct guest_given *given)
{
	int rc = 0;

	w->names_guests = true;
	w->given = given;
	for (uint32_t i = 0; i < w->nsessions && !rc; i++)
		rc = name_guests(&w->sessions[i]);
	for (uint32_t i = 0; i < w->nfiles && !rc; i++) {
		struct world_file *f = &w->files[i];
		bool named = f->path && strcmp(f->path, "-");

		if (f->reader && !vmt_reader_streams(f->reader))
			rc = guest_ahead_file(w->sessions, w->nsessions, f, named ? f->path : NULL,
					      named ? -1 : STDIN_FILENO, damage, f);
	}
	return rc;
}

/* ---- Probes ---- */

struct exits {
	struct probe_set *set;
	uint8_t isa;
	int rc;
};

static void add_exit(void *self, uint64_t value, const struct str *name)
{
	struct exits *e = self;

	if (!e->rc && value <= UINT32_MAX)
		e->rc = probe_set_add_exit(e->set, e->isa, value, name->text);
}

static int add_probes(const struct world_session *s, struct probe_set *set)
{
	struct exits e = { .set = set, .isa = s->isa };

	names_each(s->names, learn_exit_set(s), add_exit, &e);
	if (e.rc)
		return e.rc;
	if (probe_set_add_exit(set, s->isa, PROBE_REASON_OTHER, "OTHER"))
		return -ENOMEM;
	return probe_set_add_entry(set, s->isa);
}

int world_probes(const struct world *w, struct probe_set *set)
{
	bool isas[3] = { false };
	uint64_t hz = 0;

	for (uint32_t i = 0; i < w->nsessions; i++) {
		const struct world_session *s = &w->sessions[i];

		/* no faster than each session can tell */
		if (s->period && s->hz && (!hz || s->hz < hz))
			hz = s->hz;
		if (!s->isa || isas[s->isa])
			continue;
		isas[s->isa] = true;
		if (add_probes(s, set))
			return -ENOMEM;
	}
	for (uint32_t i = 0; i < w->nsessions; i++)
		if (tracepoint_probes(w->sessions[i].info, set))
			return -ENOMEM;
	/* D takes no profile-N faster than every 200 us. */
	probe_set_rate(set, w->nsessions ? hz : 5000, 1);
	return 0;
}
