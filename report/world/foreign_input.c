/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/foreign_input.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static const struct {
	const char *bytes;
	size_t n;
} magics[] = { { "\x17\x08\x44tracing", 10 }, { "PERFILE2", 8 }, { "2ELIFREP", 8 } };

static bool has_magic(int fd)
{
	char head[16];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (n >= (ssize_t)magics[i].n && !memcmp(head, magics[i].bytes, magics[i].n))
			return true;
	return false;
}

static bool is_foreign(int dir, const char *path)
{
	/* A FIFO that nobody writes to must not be waited for here. */
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool is = fd >= 0 && !fstat(fd, &st);

	if (is && S_ISDIR(st.st_mode)) /* of perf record --kcore */
		is = dir == AT_FDCWD && is_foreign(fd, "data");
	else
		is = is && S_ISREG(st.st_mode) && has_magic(fd);
	if (fd >= 0)
		close(fd);
	return is;
}

bool foreign_input_is(const char *path)
{
	return is_foreign(AT_FDCWD, path);
}

/* In a group of its own: what interrupts the report lets it end by its pipe. */
static int start(pid_t *pid, const char *path, int output)
{
	char *argv[] = { "vmtrace", "import", "-q", "-o", "-", "--", (char *)path, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t pipe;
	int error;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &pipe);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	if (!error)
		error = posix_spawn(pid, SELF, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

int foreign_input_open(struct foreign_input *in, const char *path)
{
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	error = start(&in->pid, path, ends[1]);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		in->pid = 0;
		return -error;
	}
	in->fd = ends[0];
	return 0;
}

int foreign_input_close(struct foreign_input *in)
{
	int status = 0;

	if (!in->pid)
		return 0;
	close(in->fd);
	while (waitpid(in->pid, &status, 0) < 0 && errno == EINTR)
		;
	*in = (struct foreign_input){ .fd = -1 };
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGPIPE ? 0 : 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}
