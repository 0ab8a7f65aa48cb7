/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/elffile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMAGE (4u << 20)

struct image {
	unsigned char *bytes;
	size_t size;
};

static size_t put(struct image *i, const void *data, size_t size)
{
	size_t at = (i->size + 7) & ~(size_t)7;

	if (at + size > IMAGE)
		abort();
	if (size)
		memcpy(i->bytes + at, data, size);
	i->size = at + size;
	return at;
}

static void put_symbols(struct image *i, const struct elffile *e, Elf64_Shdr *sections)
{
	Elf64_Sym *symbols = calloc(e->nsymbols + 1, sizeof(*symbols));
	char *names = calloc(1, IMAGE / 4);
	size_t used = 1;

	for (uint32_t n = 0; n < e->nsymbols; n++) {
		const struct elffile_symbol *s = &e->symbols[n];

		symbols[n + 1] = (Elf64_Sym){ .st_name = used,
					      .st_info = s->info,
					      .st_shndx = s->section,
					      .st_value = s->value,
					      .st_size = s->size };
		strcpy(names + used, s->name);
		used += strlen(s->name) + 1;
	}
	sections[ELFFILE_SYMTAB] = (Elf64_Shdr){
		.sh_type = SHT_SYMTAB,
		.sh_offset = put(i, symbols, (e->nsymbols + 1) * sizeof(*symbols)),
		.sh_size = (e->nsymbols + 1) * sizeof(*symbols),
		.sh_link = ELFFILE_STRTAB,
		.sh_entsize = sizeof(*symbols),
		.sh_addralign = 8,
	};
	sections[ELFFILE_STRTAB] = (Elf64_Shdr){ .sh_type = SHT_STRTAB,
						 .sh_offset = put(i, names, used),
						 .sh_size = used };
	free(symbols);
	free(names);
}

static void put_build_id(struct image *i, const struct elffile *e, Elf64_Shdr *section)
{
	struct {
		Elf64_Nhdr head;
		char name[4];
		unsigned char id[20];
	} note = { { 4, 20, NT_GNU_BUILD_ID }, "GNU", { 0 } };

	memset(note.id, e->build_id, sizeof(note.id));
	*section = (Elf64_Shdr){ .sh_type = e->build_id ? SHT_NOTE : SHT_NULL,
				 .sh_offset = put(i, &note, sizeof(note)),
				 .sh_size = sizeof(note),
				 .sh_addralign = 4 };
}

char *elffile_write(const struct elffile *e)
{
	struct image i = { .bytes = calloc(1, IMAGE) };
	Elf64_Ehdr head = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(head),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = ELFFILE_SECTIONS,
	};
	Elf64_Shdr sections[ELFFILE_SECTIONS] = { 0 };
	char *path = strdup("/tmp/vmtrace-elf.XXXXXX");
	int fd = mkstemp(path);

	put(&i, &head, sizeof(head));
	sections[ELFFILE_TEXT] = (Elf64_Shdr){
		.sh_type = e->code ? SHT_PROGBITS : SHT_NOBITS,
		.sh_flags = SHF_ALLOC | SHF_EXECINSTR,
		.sh_addr = e->base,
		.sh_offset = put(&i, e->code, e->code ? e->code_size : 0),
		.sh_size = e->code_size,
	};
	sections[ELFFILE_DATA] = (Elf64_Shdr){ .sh_type = SHT_NOBITS,
					       .sh_flags = SHF_ALLOC | SHF_WRITE,
					       .sh_addr = e->base + e->code_size,
					       .sh_size = e->data_size };
	put_build_id(&i, e, &sections[ELFFILE_NOTE]);
	put_symbols(&i, e, sections);
	if (e->spoil)
		e->spoil(&head, sections);
	head.e_shoff = head.e_shoff ? head.e_shoff : put(&i, sections, sizeof(sections));
	memcpy(i.bytes, &head, sizeof(head));
	if (fd < 0 || write(fd, i.bytes, i.size) != (ssize_t)i.size)
		abort();
	close(fd);
	free(i.bytes);
	return path;
}
