/* SPDX-License-Identifier: GPL-2.0 */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/guest/guest_finder.h"
#include "record/guest/guest_print.h"
#include "record/guest/guest_reader.h"
#include "record/guest/guest_server.h"
#include "record/record.h"
#include "record/task_info.h"
#include "record/user_clock.h"
#include "record/vmm.h"

static const char usage[] =
	"usage: vmtrace guest [--kallsyms] [-t SECONDS] VMM\n"
	"\n"
	"Reads a running guest's memory and prints its Linux kernel and its processes. VMM is a\n"
	"pid, a process's name, or a guest's (QEMU's -name).\n"
	"  -k, --kallsyms         the kernel's symbols instead, as the guest's /proc/kallsyms\n"
	"  -t, --timeout SECONDS  to wait for the guest, and for what is read (default 5)\n"
	"  -h, --help             this\n"
	"Exit status: 0; 1 something was not found, and a line says why; 2 wrong usage.\n";

#define TRIES 4 /* with one CR3 after the other: a process that has just ended left one */
#define SECOND 1000000000ull

struct guest_command {
	const char *vmm;
	uint32_t pid;
	bool kallsyms;
	uint64_t limit; /* ns */
	struct guest_finder finder;
	struct vm_slots slots;
	uint32_t found, missed; /* VMs */
	struct trouble trouble;
};

/* ---- Arguments ---- */

static int usage_error(const char *what, const char *why)
{
	fprintf(stderr, "vmtrace: guest: %s: %s; see 'vmtrace help guest'\n", what, why);
	return TROUBLE_USAGE;
}

static int set_timeout(struct guest_command *c, const char *text)
{
	uint64_t seconds;

	if (number_parse(text, 1, 3600, &seconds))
		return usage_error(text, "the timeout is 1 to 3600 seconds");
	c->limit = seconds * SECOND;
	return 0;
}

/* 0, an exit status, or -1: help was asked for. */
static int parse(struct guest_command *c, int argc, char **argv)
{
	static const struct option options[] = { { "kallsyms", no_argument, NULL, 'k' },
						 { "timeout", required_argument, NULL, 't' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	int option, status = 0;

	optind = 0;
	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, "kt:h", options, NULL)) != -1) {
		if (option == 'h')
			return -1;
		if (option == 'k')
			c->kallsyms = true;
		else if (option == 't')
			status = set_timeout(c, optarg);
		else
			status = usage_error(argv[optind - 1],
					     "unknown option, or without its value");
	}
	if (status)
		return status;
	if (optind == argc)
		return usage_error("no VMM", "name the process that runs the guest");
	if (argc - optind > 1)
		return usage_error(argv[optind + 1], "there is one VMM already");
	c->vmm = argv[optind];
	return 0;
}

/* ---- One VM ---- */

static int wait_for(struct guest_reader *r, struct guest_answer *a)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	int got;

	while (!(got = guest_reader_answer(r, a)))
		poll(&p, 1, 10);
	return got < 0 ? -1 : 0;
}

static int look(struct guest_command *c, struct guest_reader *r, const struct guest_sight *sight,
		struct guest_answer *a)
{
	struct guest_request rq = {
		.tgid = c->pid,
		.clock = VMTRACE_CLOCK_MONOTONIC,
		.cr3 = sight->cr3,
		.cr4 = sight->cr4,
		.efer = sight->efer,
		.slots = c->slots.slot,
		.nslots = c->slots.n,
	};
	int error = guest_reader_ask(r, &rq);

	if (!error)
		return wait_for(r, a);
	memset(a, 0, sizeof(*a));
	snprintf(a->error, sizeof(a->error), "it cannot be read: %s", strerror(-error));
	return -1;
}

static void tell(const struct guest_command *c, const struct found_vm *vm, const char *why)
{
	if (c->finder.nvms > 1)
		fprintf(stderr, "vmtrace: %s: VM %u: %s\n", c->vmm, vm->order, why);
	else
		fprintf(stderr, "vmtrace: %s: %s\n", c->vmm, why);
}

static void miss(struct guest_command *c, const struct found_vm *vm, const char *why)
{
	tell(c, vm, why);
	c->missed++;
}

static void print_kallsyms(struct guest_command *c, const struct found_vm *vm,
			   const struct guest_answer *a)
{
	guest_print_symbols(stdout, a);
	if (*a->error)
		tell(c, vm, a->error);
	*(a->symbols.n ? &c->found : &c->missed) += 1;
}

static void print(struct guest_command *c, const struct found_vm *vm, const struct guest_answer *a)
{
	if (c->kallsyms) {
		print_kallsyms(c, vm, a);
		return;
	}
	if (c->finder.nvms > 1)
		printf("%sVM %u\n", c->found ? "\n" : "", vm->order);
	guest_print(stdout, a);
	c->found++;
}

/* 0, or -1 with the trouble: what the module refuses it refuses for all. */
static int examine(struct guest_command *c, struct found_vm *vm, struct guest_sight *sight)
{
	struct guest_reader reader;
	struct guest_answer a = { 0 };
	uint64_t deadline = user_clock_ns(CLOCK_MONOTONIC) + c->limit;
	int gone;

	guest_reader_init(&reader, c->limit);
	for (int i = 0; i < TRIES && !a.kernel; i++) {
		if (i && guest_finder_next(&c->finder, deadline, sight) != vm)
			break;
		gone = device_slots(&c->finder.device, vm->vm, &c->slots, &c->trouble);
		if (gone)
			snprintf(a.error, sizeof(a.error), "the VM is gone");
		if (gone || look(c, &reader, sight, &a))
			break;
	}
	if (a.kernel)
		print(c, vm, &a);
	else if (!*c->trouble.text)
		miss(c, vm, a.error);
	vm->done = true;
	guest_reader_release(&reader);
	return *c->trouble.text ? -1 : 0;
}

/* ---- All of the process ---- */

static int examine_all(struct guest_command *c)
{
	uint64_t deadline = user_clock_ns(CLOCK_MONOTONIC) + c->limit;
	struct guest_sight sight;
	struct found_vm *vm;

	while ((vm = guest_finder_next(&c->finder, deadline, &sight)))
		if (examine(c, vm, &sight))
			return -1;
	if (!c->finder.nvms)
		return trouble_set(&c->trouble, TROUBLE_FAILED,
				   "%s: it has run no VM for %u s; is it a VMM, and its guest not "
				   "stopped? -t waits longer",
				   c->vmm, (uint32_t)(c->limit / SECOND));
	for (uint32_t i = 0; i < c->finder.nvms; i++)
		if (!c->finder.vms[i].done)
			miss(c, &c->finder.vms[i],
			     "its kernel in 64-bit mode was not met; -t waits longer");
	return 0;
}

static int find_process(struct guest_command *c)
{
	char comm[VMTRACE_COMM];

	if (vmm_find("/proc", "", c->vmm, &c->pid, &c->trouble))
		return -1;
	if (!task_info_comm("/proc", c->pid, comm))
		return trouble_set(&c->trouble, TROUBLE_FAILED, "%s: there is no such process",
				   c->vmm);
	return 0;
}

static int run(struct guest_command *c)
{
	int status = 0;

	if (find_process(c) || guest_finder_start(&c->finder, c->pid, &c->trouble) ||
	    examine_all(c)) {
		fprintf(stderr, "vmtrace: %s\n", c->trouble.text);
		status = c->trouble.status;
	}
	guest_finder_release(&c->finder);
	free(c->slots.slot);
	return status ?: c->missed || !c->found;
}

int cmd_guest(int argc, char **argv)
{
	struct guest_command c = { .limit = GUEST_READER_NS, .finder.device.fd = -1 };
	int status;

	if (argc == 3 && !strcmp(argv[1], "--reader"))
		return guest_server_run(argv[2]);
	status = parse(&c, argc, argv);
	if (status < 0) {
		fputs(usage, stdout);
		return 0;
	}
	return status ?: run(&c);
}
