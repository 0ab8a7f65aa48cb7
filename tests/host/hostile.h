/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hostile.h - what the users of /dev/vmtrace who mean harm have in common. They print TAP without
 * a plan; err() where the harm cannot even begin.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/vmtrace_uapi.h"

#define HOLDERS "/sys/module/vmtrace/parameters/holders"
#define RING (256u << 10)

static inline void verdict(bool good, const char *name)
{
	static int n;

	printf("%sok %d - %s\n", good ? "" : "not ", ++n, name);
	if (!good)
		printf("# errno %d (%s)\n", errno, strerror(errno));
	fflush(stdout);
}

static inline int device(int flags)
{
	int fd = open(VMTRACE_DEVICE, O_RDWR | flags);

	if (fd < 0)
		err(1, VMTRACE_DEVICE);
	return fd;
}

static inline bool fails(int got, int error)
{
	return got == -1 && errno == error;
}

static inline struct vmtrace_setup good_setup(void)
{
	struct vmtrace_setup s = { .size = sizeof(s), .events = 7, .hz = 997, .ring_bytes = RING };

	for (int event = 0; event < VMTRACE_NR_EVENTS; event++)
		memset(s.regs[event], 0xff, sizeof(s.regs[event])); /* more than exist */
	return s;
}

static inline int start(int fd)
{
	struct vmtrace_start s = { .size = sizeof(s) };

	return ioctl(fd, VMTRACE_START, &s);
}

static inline int ended(int fd)
{
	struct vmtrace_round r = { .size = sizeof(r) };

	return ioctl(fd, VMTRACE_ROUND, &r) ? -1 : (int)r.ended;
}

static inline int running(int flags)
{
	struct vmtrace_setup s = good_setup();
	int fd = device(flags);

	if (ioctl(fd, VMTRACE_SETUP, &s) || start(fd))
		err(1, "a session");
	return fd;
}

static inline void *map(int fd, int cpu, unsigned int part, size_t size, int prot, int flags)
{
	return mmap(NULL, size, prot, flags, fd, VMTRACE_MMAP(cpu, part));
}

/* The pids that hold sessions, as text; "" for none. */
static inline const char *holders(void)
{
	static char text[4096];
	FILE *f = fopen(HOLDERS, "r");

	if (!f || !fgets(text, sizeof(text), f))
		err(1, HOLDERS);
	fclose(f);
	text[strcspn(text, "\n")] = 0;
	return text;
}

static inline bool nobody_holds(void)
{
	return !*holders();
}

/* The child's exit status is 0 when act() returns true. */
static inline bool in_child(bool (*act)(int), int fd)
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(!act(fd));
	return waitpid(child, &status, 0) == child && !status;
}

#endif
