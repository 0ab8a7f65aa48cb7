/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/learn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/world/facts.h"
#include "report/world/names.h"
#include "report/world/same_thread.h"

/* A number beyond is not one that a recorder gives out: the task is unknown. */
#define MAX_NUMBER (1u << 20)

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
	return same_thread_add(s, n);
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
		.paging_known = facts_has(r, VM_NESTED_PAGING),
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
uint32_t learn_exit_set(const struct world_session *s)
{
	return s->isa == VMT_ISA_VMX ? VMT_SET_EXIT_VMX : VMT_SET_EXIT_SVM;
}

static void fill_exit_name(void *self, uint64_t value, const struct str *name)
{
	struct world_session *s = self;

	if (value < WORLD_EXITS)
		s->exit_names[value] = name;
}

int learn_begin(struct world_session *s)
{
	s->names = names_new();
	s->exit_names = calloc(WORLD_EXITS, sizeof(*s->exit_names));
	if (!s->names || !s->exit_names ||
	    reserve((void **)&s->tasks, &s->ntasks, sizeof(*s->tasks), 0) ||
	    reserve((void **)&s->vms, &s->nvms, sizeof(*s->vms), 0))
		return -ENOMEM;
	fill_unknown(s);
	return 0;
}

int learn_round(struct world_session *s, const struct vmt_round_info *round)
{
	uint32_t known = names_count(s->names);

	if (facts_each(s->session, round, VMT_T_TASK, task_columns, 10, add_task, s) ||
	    facts_each(s->session, round, VMT_T_VM, vm_columns, 6, add_vm, s) ||
	    facts_each(s->session, round, VMT_T_NAME, name_columns, 3, add_name, s))
		return -ENOMEM;
	fill_unknown(s);
	if (names_count(s->names) == known)
		return 0;
	names_sort(s->names);
	names_each(s->names, learn_exit_set(s), fill_exit_name, s);
	return 0;
}

void learn_release(struct world_session *s)
{
	names_free(s->names);
	free(s->exit_names);
	free(s->tasks);
	free(s->threads);
	free(s->vms);
}
