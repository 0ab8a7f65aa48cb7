/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/vm_memory.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/uio.h>
#include <unistd.h>

#define PRESENT (1ull << 63) /* Documentation/admin-guide/mm/pagemap.rst */
#define PAGES_AT_ONCE 1024

static int slot_order(const void *one, const void *other)
{
	const struct vmtrace_slot *a = one, *b = other;

	return (a->gpa > b->gpa) - (a->gpa < b->gpa);
}

/* Slots do not overlap: of those that begin at or before the address only the last may hold it. */
static const struct vmtrace_slot *slot_at(const struct vm_memory *m, uint64_t gpa)
{
	uint32_t least = 0, most = m->nslots;

	while (least < most) {
		uint32_t middle = least + (most - least) / 2;

		if (m->slots[middle].gpa <= gpa)
			least = middle + 1;
		else
			most = middle;
	}
	if (!least || gpa - m->slots[least - 1].gpa >= m->slots[least - 1].bytes)
		return NULL;
	return &m->slots[least - 1];
}

/* As many bytes as PAGES_AT_ONCE pages have at most. */
static bool present(const struct vm_memory *m, uint64_t address, size_t n)
{
	uint64_t first = address / m->page, pages = (address + n - 1) / m->page - first + 1;
	uint64_t entries[PAGES_AT_ONCE + 1];
	ssize_t size = pages * sizeof(*entries);

	if (pread(m->pagemap, entries, size, first * sizeof(*entries)) != size)
		return false;
	for (uint64_t i = 0; i < pages; i++)
		if (!(entries[i] & PRESENT))
			return false;
	return true;
}

/* Its number was its own for as long as it has not ended. */
static bool alive(const struct vm_memory *m)
{
	struct pollfd p = { .fd = m->pidfd, .events = POLLIN };

	return poll(&p, 1, 0) == 0;
}

static int copy(const struct vm_memory *m, uint64_t address, void *to, size_t n)
{
	struct iovec here = { to, n }, there = { (void *)(uintptr_t)address, n };

	if (!present(m, address, n))
		return -EFAULT;
	if (process_vm_readv(m->pid, &here, 1, &there, 1, 0) != (ssize_t)n)
		return -EFAULT;
	return alive(m) ? 0 : -EFAULT;
}

static size_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int vm_read(struct guest_memory *memory, uint64_t gpa, void *to, size_t n)
{
	struct vm_memory *m = (struct vm_memory *)memory;
	int error = guest_memory_admit(memory, n);
	size_t part;

	if (error)
		return error;
	for (size_t done = 0; done < n && !error; done += part) {
		const struct vmtrace_slot *slot = slot_at(m, gpa + done);
		uint64_t in = slot ? gpa + done - slot->gpa : 0;

		part = slot ? least(n - done, slot->bytes - in) : n;
		part = least(part, PAGES_AT_ONCE * m->page);
		error = slot ? copy(m, slot->hva + in, (char *)to + done, part) : -EFAULT;
	}
	return guest_memory_count(memory, n, error);
}

/* Asks for a byte that no process has: only the right to ask matters. */
static int readable(const struct vm_memory *m)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	return process_vm_readv(m->pid, &here, 1, &there, 1, 0) < 0 && errno != EFAULT ? -errno : 0;
}

static int open_process(struct vm_memory *m)
{
	char path[64];

	m->pidfd = pidfd_open(m->pid, 0);
	if (m->pidfd < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/%u/pagemap", m->pid);
	m->pagemap = open(path, O_RDONLY | O_CLOEXEC);
	if (m->pagemap < 0)
		return errno == ENOENT ? -ESRCH : errno == EACCES ? -EPERM : -errno;
	return readable(m);
}

static const char *meaning(int error)
{
	switch (error) {
	case -EINVAL: /* pidfd_open: of no thread group */
	case -ESRCH:
		return "there is no such process any more";
	case -EPERM:
		return "its memory may not be read; run as root or with CAP_SYS_PTRACE";
	default:
		return strerror(-error);
	}
}

static int told(const struct vm_memory *m, int error, char message[static VM_MEMORY_MESSAGE])
{
	*message = 0;
	if (error)
		snprintf(message, VM_MEMORY_MESSAGE, "process %u: %s", m->pid, meaning(error));
	return error == -EINVAL ? -ESRCH : error;
}

int vm_memory_open(struct vm_memory *m, uint32_t pid, char message[static VM_MEMORY_MESSAGE])
{
	*m = (struct vm_memory){
		.memory.read = vm_read,
		.pid = pid,
		.pidfd = -1,
		.pagemap = -1,
		.page = sysconf(_SC_PAGESIZE),
	};
	return told(m, open_process(m), message);
}

static int take_slots(struct vm_memory *m, const struct vmtrace_slot *slots, uint32_t n)
{
	struct vmtrace_slot *room = reallocarray(m->slots, n + 1, sizeof(*slots));

	if (!room)
		return -ENOMEM;
	memcpy(room, slots, n * sizeof(*slots));
	qsort(room, n, sizeof(*room), slot_order);
	m->slots = room;
	m->nslots = n;
	return 0;
}

int vm_memory_look(struct vm_memory *m, const struct vmtrace_slot *slots, uint32_t nslots,
		   char message[static VM_MEMORY_MESSAGE])
{
	m->memory = (struct guest_memory){ .read = vm_read };
	return told(m, alive(m) ? take_slots(m, slots, nslots) : -ESRCH, message);
}

static void shut(int fd)
{
	if (fd >= 0)
		close(fd);
}

void vm_memory_close(struct vm_memory *m)
{
	shut(m->pidfd);
	shut(m->pagemap);
	free(m->slots);
	m->slots = NULL;
	m->pidfd = m->pagemap = -1;
	m->nslots = 0;
}
