/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_layout.h - where a kernel has the fields of its structures, as its own BTF says. The bytes
 * are the guest's: what libbpf does not check of them is checked here, and every offset and size
 * is below a bound that its readers can rely on.
 */
#ifndef RECORD_GUEST_LAYOUT_H
#define RECORD_GUEST_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_LAYOUT_REACH 65536u /* a field ends before that */

/* SYMBOL, structure, member, its size at least and at most */
#define GUEST_FIELDS(X)                                              \
	X(TASK_FLAGS, "task_struct", "flags", 4, 4)                  \
	X(TASK_STACK, "task_struct", "stack", 8, 8)                  \
	X(TASK_TASKS, "task_struct", "tasks", 16, 16)                \
	X(TASK_MM, "task_struct", "mm", 8, 8)                        \
	X(TASK_PID, "task_struct", "pid", 4, 4)                      \
	X(TASK_TGID, "task_struct", "tgid", 4, 4)                    \
	X(TASK_PARENT, "task_struct", "real_parent", 8, 8)           \
	X(TASK_THREAD_NODE, "task_struct", "thread_node", 16, 16)    \
	X(TASK_START, "task_struct", "start_boottime", 8, 8)         \
	X(TASK_REAL_START, "task_struct", "real_start_time", 8, 8)   \
	X(TASK_EXEC_ID, "task_struct", "self_exec_id", 4, 8)         \
	X(TASK_SIGNAL, "task_struct", "signal", 8, 8)                \
	X(TASK_COMM, "task_struct", "comm", 16, 64)                  \
	X(SIGNAL_THREADS, "signal_struct", "thread_head", 16, 16)    \
	X(MM_PGD, "mm_struct", "pgd", 8, 8)                          \
	X(CPU_CAPABILITY, "cpuinfo_x86", "x86_capability", 32, 1024) \
	X(MODULE_STATE, "module", "state", 4, 4)                     \
	X(MODULE_LIST, "module", "list", 16, 16)                     \
	X(MODULE_NAME, "module", "name", 8, 512)                     \
	X(MODULE_BUILD_ID, "module", "build_id", 20, 20)             \
	X(MODULE_SYMS, "module", "syms", 8, 8)                       \
	X(MODULE_NUM_SYMS, "module", "num_syms", 4, 4)               \
	X(MODULE_CORE, "module", "core_layout", 16, 4096)            \
	X(MODULE_MEM, "module", "mem", 16, 4096)                     \
	X(MODULE_KALLSYMS, "module", "kallsyms", 8, 8)               \
	X(LAYOUT_BASE, "module_layout", "base", 8, 8)                \
	X(LAYOUT_SIZE, "module_layout", "size", 4, 4)                \
	X(MEMORY_BASE, "module_memory", "base", 8, 8)                \
	X(MEMORY_SIZE, "module_memory", "size", 4, 4)                \
	X(KALLSYMS_SYMTAB, "mod_kallsyms", "symtab", 8, 8)           \
	X(KALLSYMS_NUM, "mod_kallsyms", "num_symtab", 4, 4)          \
	X(KALLSYMS_STRTAB, "mod_kallsyms", "strtab", 8, 8)           \
	X(KALLSYMS_TYPETAB, "mod_kallsyms", "typetab", 8, 8)

enum guest_field {
#define GUEST_FIELD_SYMBOL(symbol, ...) FIELD_##symbol,
	GUEST_FIELDS(GUEST_FIELD_SYMBOL)
#undef GUEST_FIELD_SYMBOL
		GUEST_FIELDS_ALL,
};
/* Structures whose own size is asked for. */
enum guest_structure { STRUCTURE_THREAD_UNION, STRUCTURE_KERNEL_SYMBOL, STRUCTURES_SIZED };

struct guest_layout {
	/* size 0: there is no such field, or it is not what it is elsewhere */
	struct guest_field_place {
		uint32_t offset, size;
	} fields[GUEST_FIELDS_ALL];
	uint32_t sizes[STRUCTURES_SIZED]; /* 0: not known */
};

/* 0; -EINVAL: no BTF that libbpf knows; -ENOMEM. */
int guest_layout_read(struct guest_layout *, const void *btf, size_t size);
static inline bool guest_layout_has(const struct guest_layout *l, enum guest_field f)
{
	return l->fields[f].size;
}
/* The first of n fields that is not there; -1: all are. */
int guest_layout_lacks(const struct guest_layout *, const enum guest_field *fields, uint32_t n);
/* "task_struct.tasks" */
const char *guest_field_name(enum guest_field);

#endif
