/* SPDX-License-Identifier: GPL-2.0 */
/* The process that reads guests: what it answers, how it dies and what is known then. */
#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/guest/guest_reader.h"
#include "record/guest/guest_server.h"

#define MEMORY (1ul << 20)
#define LONG_NS 600000000000ull

static struct guest_reader r;
static struct guest_answer a;
static pid_t vmm;
static struct vmtrace_slot slot = { .bytes = MEMORY };
static struct guest_request rq = {
	.clock = VMTRACE_CLOCK_MONOTONIC,
	.cr3 = 0x1000,
	.cr4 = 0x20,
	.efer = 0x500,
	.slots = &slot,
	.nslots = 1,
};

/* A reader is this program, run anew. */
__attribute__((constructor)) static void be_reader(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[2], "--reader"))
		_exit(guest_server_run(argv[3]));
}

/* A VMM whose guest has nothing but zeroes */
static void setup(void)
{
	char *mem = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	cr_assert(mem != MAP_FAILED);
	vmm = fork();
	if (!vmm) {
		for (uint64_t at = 0; at < MEMORY; at += 4096)
			((volatile char *)mem)[at] = 0;
		raise(SIGSTOP);
		_exit(0);
	}
	cr_assert_eq(waitpid(vmm, NULL, WUNTRACED), vmm);
	slot.hva = (uintptr_t)mem;
	rq.tgid = vmm;
	unsetenv("BXFI_MAP"); /* Criterion's: else the reader takes itself for one of its tests */
	guest_reader_init(&r, LONG_NS);
}

static void cleanup(void)
{
	guest_reader_release(&r);
	kill(vmm, SIGKILL);
	waitpid(vmm, NULL, 0);
}

/* One that was killed may be dying yet. */
static int ask(void)
{
	int error;

	while ((error = guest_reader_ask(&r, &rq)) == -EBUSY && !r.asked)
		usleep(1000);
	return error;
}

static int answer(void)
{
	struct pollfd p = { .fd = r.fd, .events = POLLIN };
	int got;

	while (!(got = guest_reader_answer(&r, &a)))
		poll(&p, 1, 10);
	return got;
}

TestSuite(rec_guest_reader, .init = setup, .fini = cleanup);

Test(rec_guest_reader, what_is_no_linux_is_told_so)
{
	cr_assert_eq(ask(), 0);
	cr_assert_eq(answer(), 1);
	cr_expect_eq(a.kernel, 0);
	cr_expect_eq(a.ntasks, 0);
	cr_expect(strstr(a.error, "no Linux kernel"), "%s", a.error);
	cr_expect_gt(a.reads, 0);
	cr_expect_gt(a.cost, 0);
	cr_expect_lt(a.begin, a.end);
}

Test(rec_guest_reader, one_child_makes_look_after_look)
{
	pid_t pid;

	cr_assert_eq(ask(), 0);
	pid = r.pid;
	cr_expect_eq(guest_reader_ask(&r, &rq), -EBUSY, "while one is made");
	cr_assert_eq(answer(), 1);
	cr_assert_eq(ask(), 0);
	cr_assert_eq(answer(), 1);
	cr_expect_eq(r.pid, pid);
	cr_expect_eq(guest_reader_answer(&r, &a), -EINVAL, "nothing is asked");
}

Test(rec_guest_reader, a_vmm_that_is_gone_is_told_so)
{
	kill(vmm, SIGKILL);
	waitpid(vmm, NULL, 0);
	cr_assert_eq(ask(), 0);
	cr_assert_eq(answer(), 1);
	cr_expect_eq(a.kernel, 0);
	cr_expect(strstr(a.error, "there is no such process"), "%s", a.error);
}

static bool is_gone(pid_t pid)
{
	return kill(pid, 0) && errno == ESRCH;
}

/* The next ask has buried the one before. */
static void looks_again(pid_t before)
{
	r.limit = LONG_NS;
	cr_assert_eq(ask(), 0);
	cr_expect(is_gone(before));
	cr_assert_eq(answer(), 1);
	cr_expect(strstr(a.error, "no Linux kernel"), "%s", a.error);
}

Test(rec_guest_reader, a_look_that_takes_too_long_is_ended_and_the_next_is_made)
{
	pid_t pid;

	r.limit = 1;
	cr_assert_eq(ask(), 0);
	pid = r.pid;
	kill(pid, SIGSTOP);
	r.deadline = 1;
	if (guest_reader_answer(&r, &a) == 1) /* it was faster than the signal */
		cr_skip_test("the reader was too fast to be stopped");
	cr_expect(strstr(a.error, "took too long"), "%s", a.error);
	cr_expect_eq(a.kernel + a.ntasks + a.symbols.n, 0);
	cr_expect_not(r.asked);
	looks_again(pid);
}

/* A child that has answered once, asked again and stopped. */
static pid_t ask_stopped(void)
{
	pid_t pid;

	cr_assert_eq(ask(), 0);
	cr_assert_eq(answer(), 1);
	pid = r.pid;
	kill(pid, SIGSTOP);
	cr_assert_eq(ask(), 0);
	return pid;
}

Test(rec_guest_reader, a_reader_that_dies_costs_a_look)
{
	pid_t pid = ask_stopped();

	kill(pid, SIGKILL);
	cr_expect_eq(answer(), -ECHILD);
	cr_expect(strstr(a.error, "has died"), "%s", a.error);
	looks_again(pid);
}

Test(rec_guest_reader, an_answer_without_sense_is_none)
{
	pid_t pid = ask_stopped();

	cr_assert_eq(ftruncate(r.request, 3), 0);
	kill(pid, SIGCONT);
	cr_expect_eq(answer(), -ECHILD, "a child that is asked nonsense ends");
	looks_again(pid);
}

Test(rec_guest_reader, a_child_ends_with_its_parent)
{
	struct pollfd p = { .events = POLLIN };

	cr_assert_eq(ask(), 0);
	cr_assert_eq(answer(), 1);
	p.fd = r.pidfd;
	close(r.fd); /* as its end does */
	r.fd = -1;
	cr_expect_eq(poll(&p, 1, -1), 1);
}

Test(rec_guest_reader, release_ends_the_child)
{
	pid_t pid;

	cr_assert_eq(ask(), 0);
	pid = r.pid;
	guest_reader_release(&r);
	while (r.pid && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	cr_expect(is_gone(pid));
	guest_reader_release(&r);
}
