/* SPDX-License-Identifier: GPL-2.0 */
/*
 * madeguest.h - a small Linux guest's memory, made up: page tables, a kernel's image with kallsyms
 * and BTF in any layout, threads and modules. Tests and the fuzz target read it, and break it.
 */
#ifndef MADEGUEST_H
#define MADEGUEST_H

#include "record/guest/guest_layout.h"
#include "record/guest/guest_linux.h"

/* How kallsyms are laid out: ORDER madekallsyms.c's plans */
enum made_kallsyms {
	MADE_NO_KALLSYMS,
	MADE_4_19, /* numbers of 8 bytes */
	MADE_4_20, /* to 6.1 */
	MADE_6_2,  /* with numbers of 3 bytes for names, before the tokens */
	MADE_6_4,  /* offsets last */
	MADE_6_15, /* no offset is an address */
	MADE_7_0,  /* no base; all aligned to 4 bytes */
	MADE_KALLSYMS,
};

struct made_options {
	enum made_kallsyms kallsyms;
	bool five_levels, pti;
	bool small_pages;	      /* of 4 KiB for the image, of what is used alone */
	bool no_btf, no_direct;	      /* BTF's symbols, page_offset_base are not there */
	bool lacks[GUEST_FIELDS_ALL]; /* fields that BTF does not tell */
	bool nested;		      /* fields of task_struct in one without a name */
	const char *without;	      /* a symbol that is not there */
};

#define MADE_RAM (12u << 20)
#define MADE_TASKS 16
#define MADE_SYMBOLS 1024

struct made_symbol {
	char name[256];
	uint64_t address;
	char type;
};
/* As the guest is to be told. */
struct made_task {
	uint32_t pid, tgid, parent; /* the last a number of tasks */
	const char *comm;
	bool kthread, idle;
};

struct made_guest {
	struct guest_memory memory; /* of ram, with room for everything */
	uint8_t ram[MADE_RAM];
	struct made_options options;
	struct guest_layout layout; /* as its BTF says */
	uint64_t cr3, cr4, efer;
	uint64_t base; /* virtual address of the image */
	/* where things are in ram, 0: nowhere */
	uint64_t pgd, next_table, num_syms, names, markers, tokens, index, offsets, relative_base;
	uint64_t btf, btf_size, notes, banner, module, module_symtab;
	uint32_t nsymbols;
	struct made_symbol symbols[MADE_SYMBOLS]; /* sorted */
	uint32_t ntasks;
	const struct made_task *tasks;
};

/* A new guest, freed with made_guest_free(). */
struct made_guest *made_guest(const struct made_options *);
void made_guest_free(struct made_guest *);
/* Memory for one more look. */
struct guest_memory *made_look(struct made_guest *);

/* Where a task, a process's signal_struct and memory are in ram. */
uint64_t made_task_at(uint32_t task);
uint64_t made_signal_at(uint32_t task);
uint64_t made_mm_at(uint32_t task);
uint64_t made_pgd_at(uint32_t task);
/* The addresses of a place of the image, and of a task. */
uint64_t made_in_image(const struct made_guest *, uint64_t gpa);
uint64_t made_task_address(const struct made_guest *, uint32_t task);
/* The same as the guest's kernel has it: an address of its linear mapping. */
uint64_t made_direct(uint64_t gpa);
void made_put(struct made_guest *, uint64_t gpa, uint64_t value, uint32_t size);
uint64_t made_get(const struct made_guest *, uint64_t gpa, uint32_t size);
/* A field of a structure at a place in ram. */
void made_put_field(struct made_guest *, uint64_t gpa, enum guest_field, uint64_t value);
uint64_t made_symbol(const struct made_guest *, const char *name);

#endif
