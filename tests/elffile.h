/* SPDX-License-Identifier: GPL-2.0 */
/*
 * elffile.h - ELF kernels made for tests: .text at a place of choice, .symtab, a build-id.
 */
#ifndef ELFFILE_H
#define ELFFILE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct elffile_symbol {
	const char *name;
	uint64_t value, size;
	uint8_t info;	  /* ELF64_ST_INFO() */
	uint16_t section; /* ELFFILE_TEXT, or another index */
};
enum {
	ELFFILE_TEXT = 1,
	ELFFILE_DATA,
	ELFFILE_NOTE,
	ELFFILE_SYMTAB,
	ELFFILE_STRTAB,
	ELFFILE_SECTIONS
};

struct elffile {
	uint64_t base; /* of .text; .data stands right behind it */
	const void *code;
	size_t code_size, data_size;
	const struct elffile_symbol *symbols;
	uint32_t nsymbols;
	uint8_t build_id; /* every byte of it; 0: none */
	/* What the made headers become before they are written. */
	void (*spoil)(Elf64_Ehdr *, Elf64_Shdr *sections);
};
/* Its path, which the caller unlinks and frees. */
char *elffile_write(const struct elffile *);

#endif
