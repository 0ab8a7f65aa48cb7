/* SPDX-License-Identifier: GPL-2.0 */
#include "record/vmm.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/option_values.h"
#include "record/task_info.h"
#include "record/vmname.h"

#define PATH 320

struct vmm {
	uint32_t pid;
	char comm[VMTRACE_COMM];
	char guest[256]; /* "": it has no name */
	bool has_vm;
};

struct vmm_list {
	uint32_t n, room;
	struct vmm *vmms;
};

/* ---- One process ---- */

static bool is_vm(const char *path)
{
	char target[32] = "";

	return readlink(path, target, sizeof(target) - 1) > 0 &&
	       !strcmp(target, "anon_inode:kvm-vm");
}

/* False too where its descriptors cannot be seen. */
static bool has_vm(const char *proc, uint32_t pid)
{
	char path[PATH];
	struct dirent *d;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%u/fd", proc, pid);
	dir = opendir(path);
	while (dir && !found && (d = readdir(dir))) {
		snprintf(path, sizeof(path), "%.40s/%u/fd/%.200s", proc, pid, d->d_name);
		found = is_vm(path);
	}
	if (dir)
		closedir(dir);
	return found;
}

static struct vmm look_at(const char *proc, uint32_t pid)
{
	struct vmm v = { .pid = pid };

	task_info_comm(proc, pid, v.comm);
	vmname_read(proc, pid, v.guest, sizeof(v.guest));
	v.has_vm = has_vm(proc, pid);
	return v;
}

/* ---- All of them ---- */

static int add(struct vmm_list *l, const struct vmm *v)
{
	struct vmm *vmms;

	if (l->n == l->room) {
		vmms = reallocarray(l->vmms, l->room + 64, sizeof(*vmms));
		if (!vmms)
			return -1;
		l->vmms = vmms;
		l->room += 64;
	}
	l->vmms[l->n++] = *v;
	return 0;
}

static bool is_named(const struct vmm *v, const char *name)
{
	return !strcmp(v->guest, name) || (*v->comm && !strncmp(v->comm, name, VMTRACE_COMM - 1));
}

/* Those of a name, and all that run a VM. */
static int read_all(const char *proc, const char *name, struct vmm_list *named,
		    struct vmm_list *running)
{
	uint64_t pid;
	struct dirent *d;
	int error = 0;
	DIR *dir = opendir(proc);

	if (!dir)
		return -1;
	while (!error && (d = readdir(dir))) {
		struct vmm v;

		if (number_parse(d->d_name, 1, INT32_MAX, &pid) || pid == (uint64_t)getpid())
			continue;
		v = look_at(proc, pid);
		if (is_named(&v, name))
			error = add(named, &v);
		if (v.has_vm && !error)
			error = add(running, &v);
	}
	closedir(dir);
	return error;
}

/* What only speaks of a guest, as the shell that started it, is meant less than what runs it. */
static void keep_running(struct vmm_list *l)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		n += l->vmms[i].has_vm;
	if (!n)
		return;
	for (uint32_t i = n = 0; i < l->n; i++)
		if (l->vmms[i].has_vm)
			l->vmms[n++] = l->vmms[i];
	l->n = n;
}

/* ---- What is told ---- */

/* "12 qemu-system-x86 (web1), 13 ..." */
static const char *list_text(const struct vmm_list *l, char *text, uint32_t size)
{
	uint32_t used = 0;

	text[0] = 0;
	for (uint32_t i = 0; i < l->n && used < size; i++) {
		const struct vmm *v = &l->vmms[i];
		const char *begin = *v->guest ? " (" : "", *end = *v->guest ? ")" : "";

		used += snprintf(text + used, size - used, "%s%u %s%s%s%s", i ? ", " : "", v->pid,
				 v->comm, begin, v->guest, end);
	}
	return text;
}

static int tell(const char *option, const char *name, const struct vmm_list *named,
		const struct vmm_list *running, struct trouble *t)
{
	char text[400];

	if (named->n)
		return trouble_set(t, TROUBLE_FAILED, "%s%s: which of %s", option, name,
				   list_text(named, text, sizeof(text)));
	if (running->n)
		return trouble_set(t, TROUBLE_FAILED,
				   "%s%s: no process or guest of this name; there are %s", option,
				   name, list_text(running, text, sizeof(text)));
	return trouble_set(t, TROUBLE_FAILED,
			   "%s%s: no process or guest of this name, and no VM that can be seen",
			   option, name);
}

int vmm_find(const char *proc, const char *option, const char *name, uint32_t *pid,
	     struct trouble *t)
{
	struct vmm_list named = { 0 }, running = { 0 };
	uint64_t number;
	int error;

	if (!number_parse(name, 1, INT32_MAX, &number)) {
		*pid = number;
		return 0;
	}
	error = read_all(proc, name, &named, &running);
	if (error)
		trouble_set(t, TROUBLE_FAILED, "%s%s: cannot look for it in %s; use a pid", option,
			    name, proc);
	keep_running(&named);
	if (!error && named.n == 1)
		*pid = named.vmms[0].pid;
	else if (!error)
		error = tell(option, name, &named, &running, t);
	free(named.vmms);
	free(running.vmms);
	return error;
}

int vmms_find(struct record_options *o, struct trouble *t)
{
	for (uint32_t i = 0; i < o->npids; i++)
		if (vmm_find("/proc", "-p ", o->vmms[i], &o->pids[i], t))
			return -1;
	return 0;
}
