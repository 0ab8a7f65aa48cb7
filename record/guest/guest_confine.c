/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_confine.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* glibc's malloc(), stdio and qsort() call some of these. */
static const int allowed[] = {
	/* descriptors that are open */
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendto),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(write),
	SCMP_SYS(lseek),
	SCMP_SYS(ftruncate),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(fcntl),
	SCMP_SYS(dup),
	SCMP_SYS(close),
	/* its own memory */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getrandom),
	/* time and the end */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(setitimer),
	SCMP_SYS(futex),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(exit_group),
};

static int add_rules(scmp_filter_ctx filter, uint32_t pid)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed) && !error; i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	return error
		       ?: seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
					   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
		       ?: seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
					   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
		       ?: seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(process_vm_readv), 1,
					   SCMP_A0(SCMP_CMP_EQ, pid));
}

int guest_confine(uint32_t pid)
{
	scmp_filter_ctx filter;
	int error;

	if (SANITIZED)
		return 0;
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return -ENOMEM;
	error = add_rules(filter, pid) ?: seccomp_load(filter);
	seccomp_release(filter);
	return error;
}
