/* SPDX-License-Identifier: GPL-2.0 */
#include "record/task_info.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A small file, cut to size, NUL-terminated. */
static bool read_file(char *text, size_t size, const char *proc, uint32_t id, const char *name)
{
	char path[256];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%u/%s", proc, id, name);
	f = fopen(path, "re");
	if (f) {
		n = fread(text, 1, size - 1, f);
		fclose(f);
	}
	text[n] = 0;
	return n;
}

bool task_info_comm(const char *proc, uint32_t tid, char comm[VMTRACE_COMM])
{
	char text[64];

	if (!read_file(text, sizeof(text), proc, tid, "comm"))
		return false;
	text[strcspn(text, "\n")] = 0;
	snprintf(comm, VMTRACE_COMM, "%.*s", VMTRACE_COMM - 1, text);
	return true;
}

/* "Tgid:\t123": the first number of a line of status; 0: there is none. */
static uint32_t status_number(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? strtoul(at + strlen(key), NULL, 10) : 0;
}

/* Field 22 of stat, in ticks since boot; the name before may hold anything. */
static uint64_t start_ns(const char *proc, uint32_t tgid)
{
	char text[1024], *at;
	uint64_t hz = sysconf(_SC_CLK_TCK);

	if (!read_file(text, sizeof(text), proc, tgid, "stat"))
		return 0;
	at = strrchr(text, ')');
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at, NULL, 10) * (1000000000 / hz) : 0;
}

bool task_info_read(const char *proc, uint32_t tid, struct vmtrace_task *t)
{
	char status[4096];

	if (!read_file(status, sizeof(status), proc, tid, "status") ||
	    !task_info_comm(proc, tid, t->comm))
		return false;
	t->tid = tid;
	t->tgid = status_number(status, "\nTgid:");
	t->ppid = status_number(status, "\nPPid:");
	t->uid = status_number(status, "\nUid:");
	t->gid = status_number(status, "\nGid:");
	t->start = start_ns(proc, t->tgid);
	if (!task_info_comm(proc, t->tgid, t->leader))
		memcpy(t->leader, t->comm, sizeof(t->leader));
	return true;
}

bool task_info_saved(const char *saved, uint32_t tid, char comm[VMTRACE_COMM])
{
	char *end;

	for (const char *line = saved; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strtoul(line, &end, 10) != tid || end == line || *end != ' ')
			continue;
		snprintf(comm, VMTRACE_COMM, "%.*s", (int)strcspn(end + 1, "\n"), end + 1);
		return true;
	}
	return false;
}
