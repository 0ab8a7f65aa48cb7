/* SPDX-License-Identifier: GPL-2.0 */
#include "record/reporter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/command.h"

#define SELF "/proc/self/exe"

int reporter_start(pid_t *pid, char **argv, int input, int output)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	error = command_signals(&attr, POSIX_SPAWN_SETPGROUP);
	if (!error)
		error = posix_spawn_file_actions_adddup2(
			&files, output < 0 ? STDERR_FILENO : output, STDOUT_FILENO);
	if (!error && input >= 0)
		error = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	if (!error)
		error = posix_spawn(pid, SELF, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

int reporter_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* To its end, whatever has room. */
static void read_all(int fd, char *text, size_t size)
{
	char rest[4096];
	size_t used = 0;
	ssize_t n;

	do {
		bool full = used == size - 1;

		n = read(fd, full ? rest : text + used, full ? sizeof(rest) : size - 1 - used);
		used += n > 0 && !full ? n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	text[used] = 0;
}

int reporter_ask(char **argv, char *text, size_t size)
{
	int ends[2], error;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	error = reporter_start(&pid, argv, -1, ends[1]);
	close(ends[1]);
	if (!error)
		read_all(ends[0], text, size);
	close(ends[0]);
	return error ? -error : reporter_wait(pid);
}
