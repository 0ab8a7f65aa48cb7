/* SPDX-License-Identifier: GPL-2.0 */
#include "record/trace_instance.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tracefs.h>
#include <unistd.h>

#include "record/option_values.h"
#include "record/roster.h"

#define PREFIX "vmtrace-"

/* ---- Where it is ---- */

static int no_tracefs(int error, struct trouble *t)
{
	const char *what =
		error == EACCES ? "permission denied; tracepoints need root"
		: error == EPERM
			? "not permitted; run as root, on a kernel that is not locked down "
			  "(kernel_lockdown(7))"
			: "there is no tracefs; this kernel has no tracing, or it cannot be "
			  "mounted: mount -t tracefs tracefs /sys/kernel/tracing";

	return trouble_set(t, TROUBLE_FAILED, "tracepoints: %s", what);
}

const char *tracing_directory(struct trouble *t)
{
	const char *dir = tracefs_tracing_dir();
	char events[4096];

	if (!dir) {
		no_tracefs(geteuid() ? EACCES : ENOENT, t);
		return NULL;
	}
	snprintf(events, sizeof(events), "%s/events", dir);
	if (access(events, R_OK | X_OK)) {
		no_tracefs(errno, t);
		return NULL;
	}
	return dir;
}

/* ---- What killed recorders left ---- */

pid_t trace_instance_owner(const char *name)
{
	uint64_t pid;

	if (strncmp(name, PREFIX, strlen(PREFIX)) ||
	    number_parse(name + strlen(PREFIX), 1, INT32_MAX, &pid))
		return 0;
	return pid;
}

/* This process has none yet: one of its name was another's that had its number. */
static bool is_gone(pid_t pid)
{
	return pid == getpid() || (kill(pid, 0) && errno == ESRCH);
}

static void remove_instance(struct tracefs_instance *i)
{
	tracefs_trace_off(i);
	tracefs_instance_destroy(i);
	tracefs_instance_free(i);
}

/* In another pid namespace nothing can be said of who lives. */
static void remove_leftovers(void)
{
	char **names = sees_all_pids() ? tracefs_instances(PREFIX) : NULL;

	for (char **name = names; name && *name; name++) {
		pid_t pid = trace_instance_owner(*name);
		struct tracefs_instance *i;

		if (!pid || !is_gone(pid))
			continue;
		i = tracefs_instance_create(*name);
		if (i)
			remove_instance(i);
	}
	tracefs_list_free(names);
}

/* ---- One's own ---- */

int trace_instance_open(struct trace_instance *i, struct trouble *t)
{
	char name[32];

	*i = (struct trace_instance){ 0 };
	remove_leftovers();
	snprintf(name, sizeof(name), PREFIX "%d", getpid());
	i->tracefs = tracefs_instance_create(name);
	if (!i->tracefs)
		return errno == ENOMEM ? trouble_set(t, TROUBLE_FAILED,
						     "tracepoints: no memory for an instance of "
						     "tracing")
				       : no_tracefs(errno, t);
	if (!tracefs_instance_is_new(i->tracefs)) {
		tracefs_instance_free(i->tracefs);
		i->tracefs = NULL;
		return trouble_set(t, TROUBLE_FAILED,
				   "tracepoints: the instance %s of tracing is there already; if "
				   "no recorder runs, rmdir it",
				   name);
	}
	trace_instance_want(i, "tracing_on", "0");
	return 0;
}

void trace_instance_close(struct trace_instance *i)
{
	if (i->tracefs)
		remove_instance(i->tracefs);
	i->tracefs = NULL;
}

static int open_file(const struct trace_instance *i, const char *file, int flags)
{
	char *path = tracefs_instance_get_file(i->tracefs, file);
	int fd = path ? open(path, flags | O_CLOEXEC) : -1, error = path ? errno : ENOMEM;

	tracefs_put_tracing_file(path);
	return fd < 0 ? -error : fd;
}

int trace_instance_set(struct trace_instance *i, const char *file, const char *text)
{
	int fd = open_file(i, file, O_WRONLY | O_TRUNC), error = 0;

	if (fd < 0)
		return fd;
	if (*text && write(fd, text, strlen(text)) < 0)
		error = -errno;
	close(fd);
	return error;
}

void trace_instance_want(struct trace_instance *i, const char *file, const char *text)
{
	int error = trace_instance_set(i, file, text);

	if (error && !*i->refused)
		snprintf(i->refused, sizeof(i->refused), "%s: %s", file, strerror(-error));
}

int trace_instance_read(const struct trace_instance *i, const char *file)
{
	return open_file(i, file, O_RDONLY | O_NONBLOCK);
}
