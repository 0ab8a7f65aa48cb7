/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_elf.h"

#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

/* Kernels have some 20 MiB of code; more than that is no kernel's. */
#define MOST_CODE (512u << 20)

struct reading {
	struct guest_kernel *kernel;
	Elf *elf;
	size_t nsections;
	uint64_t end; /* behind the last byte that is loaded */
	uint64_t code;
	char *message;
};

static int fail(struct reading *r, const char *what)
{
	snprintf(r->message, GUEST_MESSAGE, "%s", what);
	return -1;
}

static int fail_elf(struct reading *r, const char *what)
{
	snprintf(r->message, GUEST_MESSAGE, "%s: %s", what, elf_errmsg(-1));
	return -1;
}

/* ---- Code ---- */

static int add_segment(struct reading *r, uint64_t address, const void *bytes, size_t size)
{
	struct guest_kernel *k = r->kernel;
	struct guest_segment *s;

	if (!k->segments)
		k->segments = calloc(GUEST_SEGMENTS, sizeof(*k->segments));
	if (!k->segments)
		return fail(r, "out of memory");
	if (k->nsegments == GUEST_SEGMENTS || size > MOST_CODE - r->code)
		return fail(r, "more code than a kernel has");
	s = &k->segments[k->nsegments];
	s->bytes = malloc(size);
	if (!s->bytes)
		return fail(r, "out of memory");
	memcpy(s->bytes, bytes, size);
	s->address = address;
	s->size = size;
	k->nsegments++;
	r->code += size;
	return 0;
}

static void note_range(struct reading *r, uint64_t address, uint64_t size, bool code)
{
	struct guest_image *kernel = &r->kernel->images[0];

	if (code && address && (!kernel->base || address < kernel->base))
		kernel->base = address;
	if (address + size > r->end)
		r->end = address + size;
}

static int take_section_code(struct reading *r, Elf_Scn *section, const GElf_Shdr *h)
{
	const Elf_Data *data;

	if (h->sh_type != SHT_PROGBITS || !h->sh_size)
		return 0;
	data = elf_rawdata(section, NULL);
	if (!data || !data->d_buf || data->d_size != h->sh_size)
		return fail_elf(r, "a section of code cannot be read");
	return add_segment(r, h->sh_addr, data->d_buf, data->d_size);
}

static int take_sections(struct reading *r)
{
	Elf_Scn *section = NULL;
	GElf_Shdr h;
	int rc = 0;

	while (!rc && (section = elf_nextscn(r->elf, section))) {
		bool code;

		if (!gelf_getshdr(section, &h))
			return fail_elf(r, "a section header cannot be read");
		if (!(h.sh_flags & SHF_ALLOC))
			continue;
		code = h.sh_flags & SHF_EXECINSTR;
		note_range(r, h.sh_addr, h.sh_size, code);
		if (code)
			rc = take_section_code(r, section, &h);
	}
	return rc;
}

/* A file without sections: its segments. */
static int take_segments(struct reading *r)
{
	size_t n, size;
	const char *file = elf_rawfile(r->elf, &size);
	int rc = 0;

	if (!file || elf_getphdrnum(r->elf, &n))
		return fail_elf(r, "its program headers cannot be read");
	for (size_t i = 0; i < n && !rc; i++) {
		GElf_Phdr h;
		bool code;

		if (!gelf_getphdr(r->elf, i, &h))
			return fail_elf(r, "a program header cannot be read");
		if (h.p_type != PT_LOAD)
			continue;
		code = h.p_flags & PF_X && h.p_vaddr;
		note_range(r, h.p_vaddr, h.p_memsz, code);
		if (!code || !h.p_filesz)
			continue;
		if (h.p_offset > size || h.p_filesz > size - h.p_offset)
			return fail(r, "a segment reaches beyond its end");
		rc = add_segment(r, h.p_vaddr, file + h.p_offset, h.p_filesz);
	}
	return rc;
}

/* ---- Symbols ---- */

static bool is_named_place(const GElf_Sym *s)
{
	int type = GELF_ST_TYPE(s->st_info);

	return s->st_shndx != SHN_UNDEF && s->st_shndx != SHN_ABS && s->st_shndx != SHN_COMMON &&
	       (type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE ||
		type == STT_GNU_IFUNC);
}

static bool in_code(const struct reading *r, uint16_t index)
{
	Elf_Scn *section = elf_getscn(r->elf, index);
	GElf_Shdr h;

	return section && gelf_getshdr(section, &h) && h.sh_flags & SHF_EXECINSTR;
}

static char letter(const struct reading *r, const GElf_Sym *s)
{
	bool code = in_code(r, s->st_shndx);

	if (GELF_ST_BIND(s->st_info) == STB_WEAK)
		return code ? 'W' : 'V';
	if (GELF_ST_BIND(s->st_info) == STB_LOCAL)
		return code ? 't' : 'd';
	return code ? 'T' : 'D';
}

/* Labels of the assembler's own are no names. */
static int take_symbol(struct reading *r, const GElf_Sym *s, const char *name)
{
	int rc = 0;

	if (name && strncmp(name, ".L", 2) && is_named_place(s))
		rc = guest_image_add(&r->kernel->images[0], s->st_value, s->st_size, letter(r, s),
				     name, strlen(name));
	return rc ? fail(r, rc == -ENOMEM ? "out of memory" : "more symbols than a kernel has") : 0;
}

static int take_symbols(struct reading *r, Elf_Scn *section, const GElf_Shdr *h)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t n = h->sh_entsize ? h->sh_size / h->sh_entsize : 0;
	int rc = 0;

	if (!data || !data->d_buf)
		return fail_elf(r, "its symbol table cannot be read");
	for (size_t i = 0; i < n && i < GUEST_SYMBOLS && !rc; i++) {
		GElf_Sym s;

		if (!gelf_getsym(data, i, &s))
			return fail_elf(r, "a symbol cannot be read");
		rc = take_symbol(r, &s, elf_strptr(r->elf, h->sh_link, s.st_name));
	}
	return rc;
}

static int take_symbol_tables(struct reading *r)
{
	Elf_Scn *section = NULL;
	GElf_Shdr h;
	int rc = 0;

	while (!rc && (section = elf_nextscn(r->elf, section))) {
		if (!gelf_getshdr(section, &h))
			return fail_elf(r, "a section header cannot be read");
		if (h.sh_type == SHT_SYMTAB)
			rc = take_symbols(r, section, &h);
	}
	return rc;
}

/* ---- Build-id ---- */

static bool take_note(struct guest_image *kernel, const char *bytes, const GElf_Nhdr *n,
		      size_t name, size_t content)
{
	if (n->n_type != NT_GNU_BUILD_ID || n->n_namesz != sizeof("GNU") ||
	    memcmp(bytes + name, "GNU", sizeof("GNU")) || !n->n_descsz ||
	    n->n_descsz > GUEST_BUILD_ID)
		return false;
	memcpy(kernel->build_id, bytes + content, n->n_descsz);
	kernel->build_id_size = n->n_descsz;
	return true;
}

/* A file without one is none the worse. */
static void take_build_id(struct reading *r)
{
	struct guest_image *kernel = &r->kernel->images[0];
	Elf_Scn *section = NULL;
	GElf_Shdr h;

	while (!kernel->build_id_size && (section = elf_nextscn(r->elf, section))) {
		size_t at = 0, name, content;
		Elf_Data *data;
		GElf_Nhdr n;

		if (!gelf_getshdr(section, &h) || h.sh_type != SHT_NOTE)
			continue;
		data = elf_getdata(section, NULL);
		while (data && data->d_buf && (at = gelf_getnote(data, at, &n, &name, &content)))
			if (take_note(kernel, data->d_buf, &n, name, content))
				break;
	}
}

/* ---- The whole ---- */

static int check_kind(struct reading *r)
{
	GElf_Ehdr h;

	if (elf_kind(r->elf) != ELF_K_ELF || !gelf_getehdr(r->elf, &h))
		return fail(r, "a damaged ELF file");
	if (h.e_machine != EM_X86_64 && h.e_machine != EM_386)
		return fail(r, "not of an x86 guest");
	if (h.e_type != ET_EXEC && h.e_type != ET_DYN)
		return fail(r, "not linked to addresses, as a kernel is");
	return elf_getshdrnum(r->elf, &r->nsections) ? fail(r, "a damaged ELF file") : 0;
}

static int read_all(struct reading *r)
{
	struct guest_image *kernel = r->kernel->images;
	int rc = check_kind(r) ?: r->nsections > 1 ? take_sections(r) : take_segments(r);

	if (rc)
		return rc;
	if (!kernel->base || r->end <= kernel->base)
		return fail(r, "no code in it, not even its place");
	kernel->size = r->end - kernel->base;
	take_build_id(r);
	return take_symbol_tables(r);
}

int guest_elf_read(struct guest_kernel *k, int fd, char message[static GUEST_MESSAGE])
{
	struct reading r = { .kernel = k, .message = message };
	int rc;

	k->images = calloc(1, sizeof(*k->images));
	if (!k->images)
		return fail(&r, "out of memory");
	k->nimages = 1;
	if (guest_image_init(&k->images[0], VMT_IMAGE_KERNEL, "vmlinux", strlen("vmlinux")))
		return fail(&r, "out of memory");
	if (elf_version(EV_CURRENT) == EV_NONE)
		return fail(&r, "libelf is older than its header");
	r.elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!r.elf)
		return fail_elf(&r, "a damaged ELF file");
	rc = read_all(&r);
	elf_end(r.elf);
	return rc;
}
