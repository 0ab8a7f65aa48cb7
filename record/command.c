/* SPDX-License-Identifier: GPL-2.0 */
#include "record/command.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* 0, ENOENT or what stands in the way of running it. */
static int runnable(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno == ENOTDIR ? ENOENT : errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	return access(path, X_OK) ? errno : 0;
}

/* As execvp: the first that can run; else the first that is there but cannot. */
static int find_in_path(const char *name)
{
	const char *dir = getenv("PATH");
	int error = ENOENT;
	char path[4096];

	if (!dir)
		dir = "/bin:/usr/bin";
	for (;;) {
		int n = strcspn(dir, ":"), r;

		snprintf(path, sizeof(path), "%.*s%s%s", n, dir, n ? "/" : "./", name);
		r = runnable(path);
		if (!r)
			return 0;
		if (r != ENOENT)
			error = r;
		if (!dir[n])
			return error;
		dir += n + 1;
	}
}

static int cannot_run(const char *name, int error, struct trouble *t)
{
	if (error == ENOENT)
		return trouble_set(t, TROUBLE_NOCOMMAND, "%s: command not found", name);
	return trouble_set(t, TROUBLE_NOEXEC, "%s: cannot run it: %s", name, strerror(error));
}

int command_find(const char *name, struct trouble *t)
{
	int error = strchr(name, '/') ? runnable(name) : *name ? find_in_path(name) : ENOENT;

	return error ? cannot_run(name, error, t) : 0;
}

int command_signals(posix_spawnattr_t *attr, short flags)
{
	sigset_t none, pipe;

	sigemptyset(&none);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &pipe);
	return posix_spawnattr_setflags(attr,
					POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags);
}

static int spawn(pid_t *pid, char **argv, bool to_stderr)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	error = command_signals(&attr, 0);
	if (!error && to_stderr)
		error = posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	if (!error)
		error = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

int command_wait(struct command *c)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int command_start(struct command *c, char **argv, bool to_stderr, struct trouble *t)
{
	int error;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	error = spawn(&c->pid, argv, to_stderr);
	if (error) {
		c->pid = 0;
		return cannot_run(argv[0], error, t);
	}
	c->pidfd = pidfd_open(c->pid, 0);
	if (c->pidfd >= 0)
		return 0;
	error = errno;
	kill(c->pid, SIGKILL);
	command_wait(c);
	return trouble_set(t, TROUBLE_FAILED, "%s: cannot watch it: %s", argv[0], strerror(error));
}

void command_reap_orphans(const struct command *c, pid_t other)
{
	siginfo_t info;

	for (;;) {
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid ||
		    info.si_pid == c->pid || info.si_pid == other)
			return;
		waitpid(info.si_pid, NULL, WNOHANG);
	}
}

void command_signal(const struct command *c, int signal)
{
	if (c->pid)
		kill(c->pid, signal);
}

void command_release(struct command *c)
{
	if (c->pidfd >= 0)
		close(c->pidfd);
	*c = (struct command){ 0, -1 };
}
