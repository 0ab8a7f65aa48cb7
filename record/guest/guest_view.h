/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_view.h - inside of guest_linux.h: what is known of a guest's kernel, for those who read
 * its threads and modules.
 */
#ifndef RECORD_GUEST_VIEW_H
#define RECORD_GUEST_VIEW_H

#include "record/guest/guest_layout.h"
#include "record/guest/guest_linux.h"
#include "record/guest/guest_paging.h"
#include "record/guest/guest_symbols.h"

/* Symbols of the kernel that are looked for */
#define GUEST_ANCHORS(X)                      \
	X(TEXT, "_text")                      \
	X(END, "_end")                        \
	X(BANNER, "linux_banner")             \
	X(TOP_PGT, "init_top_pgt")            \
	X(PAGE_OFFSET, "page_offset_base")    \
	X(VMALLOC, "vmalloc_base")            \
	X(INIT_TASK, "init_task")             \
	X(START_BTF, "__start_BTF")           \
	X(STOP_BTF, "__stop_BTF")             \
	X(START_NOTES, "__start_notes")       \
	X(STOP_NOTES, "__stop_notes")         \
	X(INIT_STACK, "init_stack")           \
	X(END_INIT_STACK, "__end_init_stack") \
	X(END_INIT_TASK, "__end_init_task")   \
	X(CPU_DATA, "boot_cpu_data")          \
	X(PER_CPU_OFFSET, "__per_cpu_offset") \
	X(IDLE_THREADS, "idle_threads")       \
	X(NR_CPU_IDS, "nr_cpu_ids")           \
	X(MODULES, "modules")

enum guest_anchor {
#define GUEST_ANCHOR_SYMBOL(symbol, name) ANCHOR_##symbol,
	GUEST_ANCHORS(GUEST_ANCHOR_SYMBOL)
#undef GUEST_ANCHOR_SYMBOL
		ANCHORS,
};

/* Fields of a structure that are read together. */
struct guest_span {
	uint32_t offset, size;
};

struct guest_linux {
	struct guest_linux_facts facts;
	struct guest_paging paging; /* the kernel's own */
	uint64_t anchors[ANCHORS];  /* 0: not known */
	struct guest_layout layout;
	struct guest_symbols symbols, module_symbols;
	uint32_t nimages;
	struct guest_view_image {
		struct guest_linux_image image;
		uint64_t address; /* of its struct module */
		uint32_t first;	  /* of module_symbols */
	} * images;
	uint8_t block[GUEST_LAYOUT_REACH]; /* a structure that was read */
};

/* From the first byte to the last of some fields. */
struct guest_span guest_span_of(const struct guest_layout *, const enum guest_field *, uint32_t n);
/* The span of the structure at an address, into block: fields are taken from there. */
int guest_view_read(struct guest_linux *, struct guest_memory *, uint64_t address,
		    struct guest_span);
uint64_t guest_view_number(const struct guest_linux *, struct guest_span, enum guest_field);
/* Printable bytes up to the NUL, others as '?'; terminated, the rest 0. */
void guest_view_text(char *to, size_t room, const uint8_t *from, size_t n);

struct guest_list {
	uint64_t next, prev;
};
struct guest_list guest_view_list(const struct guest_linux *, struct guest_span, enum guest_field);
int guest_view_read_list(struct guest_linux *, struct guest_memory *, uint64_t address,
			 struct guest_list *);

#endif
