/* SPDX-License-Identifier: GPL-2.0 */
/* What a process that is confined can still do, and what kills it. Each deed has its own child. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/guest/guest_confine.h"

static uint32_t self; /* of the child: it reads itself */
static char there[64];

static ssize_t read_process(uint32_t pid)
{
	char got[sizeof(there)];
	struct iovec to = { got, sizeof(got) }, from = { there, sizeof(there) };

	return process_vm_readv(pid, &to, 1, &from, 1, 0);
}

static bool reads_its_process(void)
{
	return read_process(self) == sizeof(there);
}

static bool uses_memory(void)
{
	for (size_t n = 1; n < 64 << 20; n *= 2) {
		char *p = malloc(n);

		if (!p)
			return false;
		memset(p, 1, n);
		p = realloc(p, 2 * n);
		free(p);
	}
	return true;
}

static bool reads_another_process(void)
{
	return read_process(getppid()) >= 0;
}

static bool writes_its_process(void)
{
	struct iovec one = { there, sizeof(there) };

	return process_vm_writev(self, &one, 1, &one, 1, 0) >= 0;
}

static bool opens_a_file(void)
{
	return open("/dev/null", O_RDONLY) >= 0;
}

static bool starts_a_process(void)
{
	return fork() >= 0;
}

static bool makes_a_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool maps_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool makes_code(void)
{
	return !mprotect((void *)((uintptr_t)there & ~4095ul), 4096, PROT_READ | PROT_EXEC);
}

static bool runs_a_program(void)
{
	return execl("/bin/true", "true", NULL) == 0;
}

static bool kills(void)
{
	return !kill(self, 0);
}

/* How a child of its own ends that does this: status of wait(2). */
static int fate(bool (*deed)(void))
{
	pid_t child = fork();
	int status = 0;

	if (!child) {
		self = getpid();
		if (guest_confine(self))
			_exit(2);
		_exit(!deed());
	}
	waitpid(child, &status, 0);
	return status;
}

Test(rec_guest_confine, leaves_what_reading_needs)
{
	cr_expect_eq(fate(reads_its_process), 0);
	cr_expect_eq(fate(uses_memory), 0);
}

#define DEED(f)       \
	{             \
#f, f \
	}

Test(rec_guest_confine, all_else_kills)
{
	static const struct {
		const char *name;
		bool (*deed)(void);
	} deeds[] = {
		DEED(reads_another_process),
		DEED(writes_its_process),
		DEED(opens_a_file),
		DEED(starts_a_process),
		DEED(makes_a_socket),
		DEED(maps_code),
		DEED(makes_code),
		DEED(runs_a_program),
		DEED(kills),
	};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	cr_skip_test("a sanitizer needs more than a confined process has");
#endif
	for (size_t i = 0; i < sizeof(deeds) / sizeof(*deeds); i++) {
		int status = fate(deeds[i].deed);

		cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "%s: status %x",
			  deeds[i].name, status);
	}
}
