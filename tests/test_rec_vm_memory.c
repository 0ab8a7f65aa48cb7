/* SPDX-License-Identifier: GPL-2.0 */
/* Guest memory through a VMM's address space: here the VMM is a child that waits. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/guest/vm_memory.h"

#define MIB (1ul << 20)
#define PAGE 4096ul
#define HOLE (2 * MIB + 100 * PAGE) /* in the VMM's memory: a page that was never touched */

/*
 *	guest	1 MiB .. 5 .. 9         16 .. 20
 *	VMM	   4 .. 8 0 .. 4         8 .. 12	MiB behind mem
 */
static struct vmtrace_slot slots[] = {
	{ .gpa = 16 * MIB, .bytes = 4 * MIB, .hva = 8 * MIB }, /* in no order, as of a hash */
	{ .gpa = 1 * MIB, .bytes = 4 * MIB, .hva = 4 * MIB },
	{ .gpa = 5 * MIB, .bytes = 4 * MIB, .hva = 0 },
};
static char *mem;
static pid_t vmm;
static struct vm_memory vm;
static struct guest_memory *guest = &vm.memory;
static char message[VM_MEMORY_MESSAGE];
static char got[16 * MIB];

static char byte_at(uint64_t gpa)
{
	return gpa / PAGE * 7 + gpa % PAGE;
}

static void vmm_fill(void)
{
	for (int i = 0; i < 3; i++)
		for (uint64_t at = 0; at < slots[i].bytes; at++)
			if ((slots[i].hva + at) / PAGE != HOLE / PAGE)
				mem[slots[i].hva + at] = byte_at(slots[i].gpa + at);
}

static void vmm_start(void)
{
	mem = mmap(NULL, sizeof(got), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(mem != MAP_FAILED && !madvise(mem, sizeof(got), MADV_NOHUGEPAGE));
	vmm = fork();
	if (!vmm) {
		vmm_fill();
		raise(SIGSTOP);
		_exit(0);
	}
	cr_assert_eq(waitpid(vmm, NULL, WUNTRACED), vmm);
	for (int i = 0; i < 3; i++)
		slots[i].hva += (uintptr_t)mem;
	cr_assert_eq(vm_memory_open(&vm, vmm, message), 0, "%s", message);
	cr_assert_eq(vm_memory_look(&vm, slots, 3, message), 0, "%s", message);
	cr_expect_str_empty(message);
	guest->left = 1ull << 40;
	guest->deadline = UINT64_MAX;
}

static void vmm_end(void)
{
	vm_memory_close(&vm);
	kill(vmm, SIGKILL);
	waitpid(vmm, NULL, 0);
}

static bool reads(uint64_t gpa, size_t n)
{
	memset(got, 0x55, n);
	if (guest->read(guest, gpa, got, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (got[i] != byte_at(gpa + i))
			return false;
	return true;
}

static int refused(uint64_t gpa, size_t n)
{
	return guest->read(guest, gpa, got, n);
}

TestSuite(rec_vm_memory, .init = vmm_start, .fini = vmm_end);

Test(rec_vm_memory, reads_what_the_guest_has)
{
	cr_expect(reads(1 * MIB, 1));
	cr_expect(reads(1 * MIB + 17, 3 * PAGE));
	cr_expect(reads(20 * MIB - 1, 1));
	cr_expect(reads(16 * MIB, 4 * MIB));
	cr_expect_eq(guest->reads, 4);
	cr_expect_eq(guest->missing, 0);
	cr_expect_eq(guest->bytes, 1 + 3 * PAGE + 1 + 4 * MIB);
	cr_expect_eq(guest->left, (1ull << 40) - guest->bytes);
}

Test(rec_vm_memory, reads_across_slots_that_meet)
{
	cr_expect(reads(5 * MIB - 5, 10));
	cr_expect(reads(1 * MIB + 1, 6 * MIB));
}

Test(rec_vm_memory, refuses_what_is_outside)
{
	cr_expect_eq(refused(0, 1), -EFAULT);
	cr_expect_eq(refused(1 * MIB - 1, 1), -EFAULT);
	cr_expect_eq(refused(1 * MIB - 1, 2), -EFAULT);
	cr_expect_eq(refused(9 * MIB - 1, 2), -EFAULT);
	cr_expect_eq(refused(20 * MIB, 1), -EFAULT);
	cr_expect_eq(refused(UINT64_MAX, 1), -EFAULT);
	cr_expect_eq(refused(UINT64_MAX - 10, 100), -EFAULT);
	cr_expect_eq(refused(16 * MIB, 16 * MIB), -EFAULT);
	cr_expect_eq(guest->missing, 8);
	cr_expect_eq(guest->bytes, 0);
}

/* Whether the VMM's page tables have it */
static bool populated(uint64_t offset)
{
	uint64_t entry = 0;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", vmm);
	fd = open(path, O_RDONLY);
	cr_assert_eq(pread(fd, &entry, 8, ((uintptr_t)mem + offset) / PAGE * 8), 8);
	close(fd);
	return entry >> 63;
}

Test(rec_vm_memory, fetches_no_page)
{
	uint64_t gpa = 5 * MIB + HOLE;

	cr_expect_eq(refused(gpa, 8), -EFAULT);
	cr_expect_eq(refused(gpa - 1, 2), -EFAULT);
	cr_expect_eq(refused(gpa + PAGE - 1, 2), -EFAULT);
	cr_expect_eq(refused(1 * MIB, 8 * MIB), -EFAULT);
	cr_expect(reads(gpa - PAGE, PAGE));
	cr_expect(reads(gpa + PAGE, PAGE));
	cr_expect(populated(HOLE - PAGE));
	cr_expect_not(populated(HOLE), "a read brought the page in");
}

Test(rec_vm_memory, ends_at_the_bounds_of_a_look)
{
	guest->left = 100;
	cr_expect_eq(refused(1 * MIB, 101), -EDQUOT);
	cr_expect(reads(1 * MIB, 60));
	cr_expect_eq(refused(1 * MIB, 41), -EDQUOT);
	cr_expect(reads(1 * MIB, 40));
	guest->left = 1000;
	guest->deadline = 1;
	cr_expect_eq(refused(1 * MIB, 1), -ETIME);
	cr_expect_eq(guest->reads, 2);
}

Test(rec_vm_memory, believes_no_dead_vmm)
{
	siginfo_t info;

	cr_expect(reads(1 * MIB, PAGE));
	kill(vmm, SIGKILL);
	cr_assert_eq(waitid(P_PID, vmm, &info, WEXITED | WNOWAIT), 0);
	cr_expect_eq(refused(1 * MIB, PAGE), -EFAULT);
	cr_expect_eq(vm_memory_look(&vm, slots, 3, message), -ESRCH);
	cr_expect(strstr(message, "there is no such process any more"));
}

Test(rec_vm_memory, each_look_has_its_own_slots)
{
	struct vmtrace_slot moved = slots[0];

	moved.gpa = 1ull << 40;
	cr_assert_eq(vm_memory_look(&vm, &moved, 1, message), 0);
	guest->left = 1ull << 40;
	guest->deadline = UINT64_MAX;
	cr_expect_eq(guest->reads, 0);
	cr_expect_eq(refused(slots[0].gpa, PAGE), -EFAULT);
	cr_expect_eq(guest->read(guest, moved.gpa, got, PAGE), 0);
}

Test(rec_vm_memory, says_that_a_process_is_gone)
{
	struct vm_memory gone;
	pid_t child = fork();

	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
	cr_expect_eq(vm_memory_open(&gone, child, message), -ESRCH);
	cr_expect(strstr(message, "there is no such process any more"));
	vm_memory_close(&gone);
}

static int try_as_nobody(void)
{
	struct vm_memory theirs;
	int error;

	if (setresuid(65534, 65534, 65534))
		return 2;
	error = vm_memory_open(&theirs, vmm, message);
	vm_memory_close(&theirs);
	return error != -EPERM || !strstr(message, "CAP_SYS_PTRACE");
}

Test(rec_vm_memory, says_what_a_user_lacks)
{
	int status;
	pid_t child;

	if (getuid())
		cr_skip_test("only root can become another user");
	child = fork();
	if (!child)
		_exit(try_as_nobody());
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
}
