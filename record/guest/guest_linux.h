/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_linux.h - what a Linux guest's memory says of it: which kernel, its symbols and modules,
 * and its threads. Nothing of the guest's is needed but one record that was taken in its kernel
 * (CPL 0): the page tables lead to the kernel's image, the image holds its own symbols (kallsyms)
 * and the layout of its structures (BTF). For x86-64, Linux 4.19 and later.
 *
 * A guest is asked in looks. Before each, memory's `left` and `deadline` are set anew; then
 *	guest_linux_open() once,
 *	guest_linux_same() and guest_linux_tasks(), now and then guest_linux_modules(),
 *	guest_linux_free() when it is not the same any more.
 * All errors leave it as it was. What it says is what the guest's memory said: a hostile guest
 * can have any names, but neither more of them than the bounds below, nor bytes that are no text.
 */
#ifndef RECORD_GUEST_LINUX_H
#define RECORD_GUEST_LINUX_H

#include <stdbool.h>

#include "record/guest/guest_memory.h"
#include "record/guest/guest_symbols.h"

#define GUEST_LINUX_MESSAGE 256
#define GUEST_LINUX_BUILD_ID 64
#define GUEST_LINUX_THREADS 65536    /* most of a guest that are told */
#define GUEST_LINUX_MODULES 1024     /* the same */
#define GUEST_LINUX_SYMBOLS 1000000u /* of an image */
#define GUEST_LINUX_NAME 512	     /* of a symbol, the terminator too */

struct guest_linux;

/* ---- The kernel ---- */

struct guest_linux_facts {
	char banner[256];    /* "Linux version 6.1.0-..."; "": it was not found */
	uint64_t text, end;  /* _text and _end; 0: no symbols */
	uint64_t slide;	     /* _text above 0xffffffff81000000, modulo 2^64 */
	uint32_t stack_size; /* THREAD_SIZE; 0: not known */
	uint32_t levels;     /* of its page tables */
	bool pti_known, pti; /* user mode has page tables of its own */
	bool symbols, tasks; /* whether these can be told */
};

/*
 * From CR3, CR4 and EFER of a record taken at CPL 0. 0: a kernel was found, and message tells what
 * cannot be said of it and why ("": nothing). -ENOENT: no kernel there, or not yet; -EFAULT,
 * -ETIME, -EDQUOT, -ENOMEM: it cannot be told; a message in either case.
 */
int guest_linux_open(struct guest_linux **, struct guest_memory *, uint64_t cr3, uint64_t cr4,
		     uint64_t efer, char message[static GUEST_LINUX_MESSAGE]);
void guest_linux_free(struct guest_linux *);
const struct guest_linux_facts *guest_linux_facts(const struct guest_linux *);
/*
 * Whether that kernel is still there: 0; -ESTALE: another, or none; else as guest_memory's read.
 * Cheap, and the begin of every further look.
 */
int guest_linux_same(struct guest_linux *, struct guest_memory *);

/* ---- Images and symbols ---- */

struct guest_linux_image {
	char name[64]; /* "vmlinux", or the module's */
	uint64_t base, size;
	uint8_t build_id[GUEST_LINUX_BUILD_ID];
	uint32_t build_id_size; /* 0: not known */
	uint32_t nsymbols;
};
/* The kernel is the first, then the modules; 0: no symbols. */
uint32_t guest_linux_images(const struct guest_linux *);
const struct guest_linux_image *guest_linux_image(const struct guest_linux *, uint32_t image);
/*
 * Its symbols: rows [*first, *first + nsymbols) of these, the guest_linux's until its modules are
 * read again, in the order of /proc/kallsyms. Names are printable. Addresses are those of the
 * running guest: variables per CPU of the kernel's are offsets where that kernel has them so; a
 * symbol of the kernel's is as large as it is far to the next. What a guest makes as it runs (BPF
 * programs, trampolines) is not told.
 */
const struct guest_symbols *guest_linux_symbols(const struct guest_linux *, uint32_t image,
						uint32_t *first);
/*
 * Reads the modules again (_open has done so once). 1: they are others now, and so are images and
 * symbols from 1 on; 0: they are the same. -ENOTSUP: the kernel's memory does not say; -EAGAIN:
 * the list changed meanwhile; else as guest_memory's read.
 */
int guest_linux_modules(struct guest_linux *, struct guest_memory *);

/* ---- Threads ---- */

enum guest_task_flags { GUEST_TASK_KTHREAD = 1, GUEST_TASK_LEADER = 2, GUEST_TASK_IDLE = 4 };

struct guest_task {
	uint64_t address;
	uint32_t pid, tgid,
		ppid;	  /* the thread's, its process's, that one's parent; idle tasks: 0 */
	uint64_t start;	  /* ns of the guest's boot clock */
	uint64_t exec_id; /* changes with every exec */
	uint64_t root,
		user_root; /* physical addresses of the page tables; 0: has none of its own */
	uint64_t stack;
	uint32_t stack_size;
	uint32_t flags; /* GUEST_TASK_* */
	char comm[16], leader[16];
};
/* Zeroed is empty. */
struct guest_tasks {
	uint32_t n, room;
	struct guest_task *tasks;
};

/*
 * All threads, idle tasks of CPUs first, a process's threads behind each other. 0; -ENOTSUP: the
 * kernel's memory does not say (facts' tasks); -EAGAIN: the lists changed under the reader time
 * and again, -E2BIG: there are more than GUEST_LINUX_THREADS; else as guest_memory's read. With an
 * error too the tasks that were seen are right, each by itself.
 */
int guest_linux_tasks(struct guest_linux *, struct guest_memory *, struct guest_tasks *);
void guest_tasks_release(struct guest_tasks *);

#endif
