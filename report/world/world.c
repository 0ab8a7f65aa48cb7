/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/world/damage_log.h"
#include "report/world/facts.h"
#include "report/world/names.h"
#include "report/world/world.h"

/* A number beyond is not one that a recorder gives out: the task is unknown. */
#define MAX_NUMBER (1u << 20)

struct world_file {
	struct world *world;
	const char *path;
	struct vmt_reader *reader;
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

static int open_file(struct world_file *f)
{
	int rc;

	rc = strcmp(f->path, "-") ? vmt_reader_open(&f->reader, f->path, -1, damage, f)
				  : vmt_reader_open(&f->reader, NULL, STDIN_FILENO, damage, f);
	if (rc == VMT_EIO)
		fprintf(stderr, "vmtrace: %s: cannot be read: %s\n", file_name(f->path),
			strerror(errno));
	else if (rc == VMT_EFORMAT)
		fprintf(stderr,
			"vmtrace: %s: not a trace: no section of one was found; "
			"vmtrace record writes them\n",
			file_name(f->path));
	else if (rc)
		fprintf(stderr, "vmtrace: %s: %s\n", file_name(f->path), vmt_strerror(rc));
	return rc;
}

/* ---- Tasks and VMs ---- */

enum {
	TASK_NUMBER,
	TASK_TID,
	TASK_TGID,
	TASK_PPID,
	TASK_UID,
	TASK_GID,
	TASK_START,
	TASK_CGROUP,
	TASK_COMM,
	TASK_LEADER
};
static const char *const task_columns[] = {
	VMT_C_TASK, VMT_C_TID,	 VMT_C_TGID,   VMT_C_PPID, VMT_C_UID,
	VMT_C_GID,  VMT_C_START, VMT_C_CGROUP, VMT_C_COMM, VMT_C_LEADER,
};
enum { VM_NUMBER, VM_TGID, VM_ORDER, VM_ISA, VM_NESTED_PAGING, VM_NAME };
static const char *const vm_columns[] = {
	VMT_C_VM, VMT_C_TGID, VMT_C_ORDER, VMT_C_ISA, VMT_C_NESTED_PAGING, VMT_C_NAME,
};
enum { NAME_SET, NAME_VALUE, NAME_NAME };
static const char *const name_columns[] = { VMT_C_SET, VMT_C_VALUE, VMT_C_NAME };

/* Makes room for number n in an array of items of `size` bytes; what is new is zero. */
static int reserve(void **items, uint32_t *count, size_t size, uint64_t n)
{
	uint64_t want = *count;
	void *p;

	if (n >= MAX_NUMBER)
		return -ERANGE;
	if (n < want)
		return 0;
	want = n + 1;
	p = realloc(*items, want * size);
	if (!p)
		return -ENOMEM;
	memset((char *)p + *count * size, 0, (want - *count) * size);
	*items = p;
	*count = want;
	return 0;
}

static int add_task(void *self, const struct facts_row *r)
{
	struct world_session *s = self;
	uint64_t n = facts_int(r, TASK_NUMBER);
	int rc = n ? reserve((void **)&s->tasks, &s->ntasks, sizeof(*s->tasks), n) : -ERANGE;

	if (rc)
		return rc == -ERANGE ? 0 : rc;
	s->tasks[n] = (struct task){
		.tid = facts_int(r, TASK_TID),
		.tgid = facts_int(r, TASK_TGID),
		.ppid = facts_int(r, TASK_PPID),
		.uid = facts_int(r, TASK_UID),
		.gid = facts_int(r, TASK_GID),
		.start = facts_int(r, TASK_START),
		.cgroup = facts_int(r, TASK_CGROUP),
		.comm = facts_text(r, TASK_COMM, s->world->pool),
		.leader = facts_text(r, TASK_LEADER, s->world->pool),
	};
	return 0;
}

static int add_vm(void *self, const struct facts_row *r)
{
	struct world_session *s = self;
	uint64_t n = facts_int(r, VM_NUMBER);
	int rc = n ? reserve((void **)&s->vms, &s->nvms, sizeof(*s->vms), n) : -ERANGE;

	if (rc)
		return rc == -ERANGE ? 0 : rc;
	s->vms[n] = (struct vm){
		.tgid = facts_int(r, VM_TGID),
		.order = facts_int(r, VM_ORDER),
		.isa = facts_int(r, VM_ISA),
		.nested_paging = facts_int(r, VM_NESTED_PAGING),
		.name = facts_text(r, VM_NAME, s->world->pool),
	};
	return 0;
}

static int add_name(void *self, const struct facts_row *r)
{
	struct world_session *s = self;
	const struct str *name;

	/* a name that is damaged, or whose value is, is none: the value is shown instead */
	if (!facts_has(r, NAME_SET) || !facts_has(r, NAME_VALUE) || !facts_has(r, NAME_NAME))
		return 0;
	name = facts_text(r, NAME_NAME, s->world->pool);
	return name ? names_add(s->names, facts_int(r, NAME_SET), facts_int(r, NAME_VALUE), name)
		    : -ENOMEM;
}

/* Numbers that no row told, 0 among them, have empty names. */
static void fill_unknown(struct world_session *s)
{
	const struct str *none = strpool_get(s->world->pool, "", 0);

	for (uint32_t i = 0; i < s->ntasks; i++) {
		if (!s->tasks[i].comm)
			s->tasks[i].comm = none;
		if (!s->tasks[i].leader)
			s->tasks[i].leader = none;
	}
	for (uint32_t i = 0; i < s->nvms; i++)
		if (!s->vms[i].name)
			s->vms[i].name = none;
}

/* VMX keeps flags above the basic reason (SDM vol. 3, 25.9.1); SVM's code is whole. */
static uint32_t exit_set(const struct world_session *s)
{
	return s->isa == VMT_ISA_VMX ? VMT_SET_EXIT_VMX : VMT_SET_EXIT_SVM;
}

static void fill_exit_name(void *self, uint64_t value, const struct str *name)
{
	struct world_session *s = self;

	if (value < WORLD_EXITS)
		s->exit_names[value] = name;
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

static int load_session(struct world_session *s)
{
	const char *host = vmt_session_fact(s->session, "host.name");

	s->isa = fact_isa(s->session);
	s->period = fact_number(s->session, "sample.period");
	s->hz = fact_number(s->session, "sample.hz");
	s->host = strpool_get(s->world->pool, host ? host : "", host ? strlen(host) : 0);
	s->names = names_new();
	if (!s->host || !s->names ||
	    reserve((void **)&s->tasks, &s->ntasks, sizeof(*s->tasks), 0) ||
	    reserve((void **)&s->vms, &s->nvms, sizeof(*s->vms), 0))
		return -ENOMEM;
	if (facts_each(s->session, VMT_T_TASK, task_columns, 10, add_task, s) ||
	    facts_each(s->session, VMT_T_VM, vm_columns, 6, add_vm, s) ||
	    facts_each(s->session, VMT_T_NAME, name_columns, 3, add_name, s))
		return -ENOMEM;
	names_sort(s->names);
	fill_unknown(s);
	s->exit_names = calloc(WORLD_EXITS, sizeof(*s->exit_names));
	if (!s->exit_names)
		return -ENOMEM;
	names_each(s->names, exit_set(s), fill_exit_name, s);
	return 0;
}

static bool known_session(const struct world *w, const struct vmt_session_info *info)
{
	for (uint32_t i = 0; i < w->nsessions; i++)
		if (!memcmp(w->sessions[i].info->id, info->id, sizeof(info->id)))
			return true;
	return false;
}

static int add_session(struct world_file *f, const struct vmt_session *session)
{
	const struct vmt_session_info *info = vmt_session_info(session);
	struct world *w = f->world;
	struct world_session *p;

	if (known_session(w, info)) {
		fprintf(stderr, "vmtrace: %s: holds a session that was read before; counted once\n",
			file_name(f->path));
		return 0;
	}
	p = realloc(w->sessions, (w->nsessions + 1) * sizeof(*p));
	if (!p)
		return -ENOMEM;
	w->sessions = p;
	p[w->nsessions++] = (struct world_session){ .world = w, .session = session, .info = info };
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct vmt_session_info *x = ((const struct world_session *)a)->info;
	const struct vmt_session_info *y = ((const struct world_session *)b)->info;

	if (x->start.real != y->start.real)
		return x->start.real < y->start.real ? -1 : 1;
	return memcmp(x->id, y->id, sizeof(x->id));
}

static int load(struct world *w, const char *const *paths, uint32_t n)
{
	w->files = calloc(n, sizeof(*w->files));
	if (!w->files)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		struct world_file *f = &w->files[i];

		if (!strcmp(paths[i], "none"))
			continue;
		*f = (struct world_file){ .world = w, .path = paths[i] };
		w->nfiles = i + 1;
		if (open_file(f))
			return -EIO;
		for (uint32_t k = 0; k < vmt_reader_nsessions(f->reader); k++)
			if (add_session(f, vmt_reader_session(f->reader, k)))
				return -ENOMEM;
	}
	if (w->nsessions)
		qsort(w->sessions, w->nsessions, sizeof(*w->sessions), by_time);
	for (uint32_t i = 0; i < w->nsessions; i++) {
		w->sessions[i].index = i;
		if (load_session(&w->sessions[i]))
			return -ENOMEM;
	}
	return 0;
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
	for (uint32_t i = 0; i < w->nsessions; i++) {
		names_free(w->sessions[i].names);
		free(w->sessions[i].exit_names);
		free(w->sessions[i].tasks);
		free(w->sessions[i].vms);
	}
	free(w->sessions);
	for (uint32_t i = 0; i < w->nfiles; i++)
		vmt_reader_free(w->files[i].reader);
	free(w->files);
	damage_log_free(w->damage);
	free(w);
}

const struct task *world_task(const struct world_session *s, uint64_t number)
{
	return &s->tasks[number < s->ntasks ? number : 0];
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
				    : names_find(s->names, exit_set(s), reason);
	if (name)
		return name;
	return strpool_get(s->world->pool, text, snprintf(text, sizeof(text), "0x%x", reason));
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

	names_each(s->names, exit_set(s), add_exit, &e);
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
	/* D takes no profile-N faster than every 200 us. */
	probe_set_rate(set, w->nsessions ? hz : 5000, 1);
	return 0;
}
