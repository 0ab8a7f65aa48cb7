/* SPDX-License-Identifier: GPL-2.0 */
#include "record/roster.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/vmname.h"

/* So many are no burden, and looking after them would be. */
#define ENOUGH 1024
/* PROC_PID_INIT_INO: in another namespace a pid says nothing of who lives. */
#define INITIAL_PIDS "pid:[4026531836]"

bool sees_all_pids(void)
{
	char namespace[32] = "";

	return readlink("/proc/self/ns/pid", namespace, sizeof(namespace) - 1) > 0 &&
	       !strcmp(namespace, INITIAL_PIDS);
}

void roster_init(struct roster *r)
{
	memset(r, 0, sizeof(*r));
	pthread_mutex_init(&r->lock, NULL);
	r->sees_all = sees_all_pids();
}

void roster_release(struct roster *r)
{
	for (uint32_t i = 0; i < r->nvms; i++)
		free(r->vms[i].name);
	free(r->vms);
	free(r->tasks);
	pthread_mutex_destroy(&r->lock);
	memset(r, 0, sizeof(*r));
}

/* ---- Who is told of ---- */

/* Room for one more of `size` bytes each; NULL: no memory. */
static void *grow(void *array, uint32_t n, uint32_t *room, size_t size)
{
	uint32_t more = *room ? 2 * *room : 64;

	if (n < *room)
		return array;
	array = reallocarray(array, more, size);
	if (array)
		*room = more;
	return array;
}

/* A thread that is told again has another name: the number before is not used any more. */
static void end_name(struct roster *r, const struct vmtrace_task *rec)
{
	for (uint32_t i = 0; i < r->ntasks; i++) {
		struct seen_task *t = &r->tasks[i];

		if (t->rec.tid == rec->tid && t->rec.start == rec->start && !t->gone)
			t->gone = rec->rec.tsc;
	}
}

static int add_task(struct roster *r, const struct vmtrace_task *rec)
{
	struct seen_task *tasks = grow(r->tasks, r->ntasks, &r->task_room, sizeof(*tasks));

	if (!tasks)
		return -ENOMEM;
	r->tasks = tasks;
	end_name(r, rec);
	tasks[r->ntasks++] = (struct seen_task){ .rec = *rec };
	return 0;
}

static int add_vm(struct roster *r, const struct vmtrace_vm *rec)
{
	struct seen_vm *vms = grow(r->vms, r->nvms, &r->vm_room, sizeof(*vms));
	char name[256];

	if (!vms)
		return -ENOMEM;
	r->vms = vms;
	vmname_read("/proc", rec->tgid, name, sizeof(name));
	vms[r->nvms] = (struct seen_vm){ .rec = *rec, .name = strdup(name) };
	if (!vms[r->nvms].name)
		return -ENOMEM;
	r->nvms++;
	return 0;
}

int roster_add(struct roster *r, const struct vmtrace_rec *rec)
{
	int error = 0;

	pthread_mutex_lock(&r->lock);
	if (rec->type == VMTRACE_TASK)
		error = add_task(r, (const void *)rec);
	else if (rec->type == VMTRACE_VM)
		error = add_vm(r, (const void *)rec);
	pthread_mutex_unlock(&r->lock);
	return error;
}

uint32_t roster_vmm(struct roster *r, uint32_t vm)
{
	uint32_t tgid = 0;

	pthread_mutex_lock(&r->lock);
	for (uint32_t i = 0; i < r->nvms; i++)
		if (r->vms[i].rec.vm == vm)
			tgid = r->vms[i].rec.tgid;
	pthread_mutex_unlock(&r->lock);
	return tgid;
}

int roster_tell(struct roster *r, struct rows *rows, uint64_t t)
{
	int error = 0;

	pthread_mutex_lock(&r->lock);
	for (uint32_t i = 0; i < r->ntasks && !error; i++)
		if (r->tasks[i].rec.rec.tsc <= t)
			error = rows_add_task(rows, &r->tasks[i].rec, t);
	for (uint32_t i = 0; i < r->nvms && !error; i++)
		if (r->vms[i].rec.rec.tsc <= t)
			error = rows_add_vm(rows, &r->vms[i].rec, r->vms[i].name, t);
	pthread_mutex_unlock(&r->lock);
	return error;
}

/* ---- Who has gone ---- */

static void sweep_tasks(struct roster *r, uint64_t since, uint64_t now)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < r->ntasks; i++) {
		struct seen_task *t = &r->tasks[i];

		/* The idle thread stays; one whose process is not known has ended. */
		if (t->rec.tid && !t->gone && tgkill(t->rec.tgid ?: t->rec.tid, t->rec.tid, 0) &&
		    errno == ESRCH)
			t->gone = now;
		if (!t->gone || t->gone >= since)
			r->tasks[kept++] = *t;
	}
	r->ntasks = kept;
}

static void sweep_vms(struct roster *r, uint64_t since, uint64_t now)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < r->nvms; i++) {
		struct seen_vm *v = &r->vms[i];

		if (!v->gone && kill(v->rec.tgid, 0) && errno == ESRCH)
			v->gone = now;
		if (!v->gone || v->gone >= since)
			r->vms[kept++] = *v;
		else
			free(v->name);
	}
	r->nvms = kept;
}

void roster_sweep(struct roster *r, uint64_t since, uint64_t now)
{
	pthread_mutex_lock(&r->lock);
	if (r->sees_all && r->ntasks > ENOUGH)
		sweep_tasks(r, since, now);
	if (r->sees_all && r->nvms > ENOUGH)
		sweep_vms(r, since, now);
	pthread_mutex_unlock(&r->lock);
}
