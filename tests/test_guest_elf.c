/* SPDX-License-Identifier: GPL-2.0 */
/* ELF kernels, whole, in two files, and hostile. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/guest/guest_kernel.h"
#include "tests/elffile.h"

#define BASE 0xffffffff81000000ull
#define GLOBAL(type) ELF64_ST_INFO(STB_GLOBAL, type)
#define LOCAL(type) ELF64_ST_INFO(STB_LOCAL, type)

static const unsigned char code[0x1000] = { 0x90, 0x0f, 0xa2 };
static const struct elffile_symbol symbols[] = {
	{ "_text", BASE, 0, GLOBAL(STT_NOTYPE), ELFFILE_TEXT },
	{ "schedule", BASE + 0x100, 0x40, GLOBAL(STT_FUNC), ELFFILE_TEXT },
	{ "entry_SYSCALL_64", BASE + 0x800, 0, GLOBAL(STT_NOTYPE), ELFFILE_TEXT },
	{ ".Llabel", BASE + 0x900, 0, LOCAL(STT_NOTYPE), ELFFILE_TEXT },
	{ "file.c", 0, 0, LOCAL(STT_FILE), SHN_ABS },
	{ "percpu", 0x1000, 8, GLOBAL(STT_OBJECT), ELFFILE_DATA },
	{ "absolute", BASE + 0x10, 0, GLOBAL(STT_NOTYPE), SHN_ABS },
	{ "imported", 0, 0, GLOBAL(STT_FUNC), SHN_UNDEF },
	{ "jiffies", BASE + 0x1100, 8, GLOBAL(STT_OBJECT), ELFFILE_DATA },
};
static const struct elffile whole = {
	.base = BASE,
	.code = code,
	.code_size = sizeof(code),
	.data_size = 0x1000,
	.symbols = symbols,
	.nsymbols = sizeof(symbols) / sizeof(*symbols),
	.build_id = 0xab,
};

static struct guest_kernel k;
static char message[GUEST_MESSAGE];

static void cleanup(void)
{
	guest_kernel_release(&k);
}

static int load(const struct elffile *e)
{
	char *path = elffile_write(e);
	int rc = guest_kernel_load(&k, path, message);

	unlink(path);
	free(path);
	return rc;
}

static int load_text(const char *text)
{
	char path[] = "/tmp/vmtrace-map.XXXXXX";
	int fd = mkstemp(path), rc;

	cr_assert(eq(sz, write(fd, text, strlen(text)), strlen(text)));
	close(fd);
	rc = guest_kernel_load(&k, path, message);
	unlink(path);
	return rc;
}

static const char *name_at(uint64_t address)
{
	const struct guest_symbol *s = guest_image_find(&k.images[0], address);

	return s ? guest_symbol_name(&k.images[0], s) : "none";
}

#define EXPECT_NAME(address, name) cr_expect_str_eq(name_at(address), name)

Test(guest_elf, whole, .fini = cleanup)
{
	const unsigned char *bytes;
	size_t got;

	cr_assert(eq(int, load(&whole), 0), "%s", message);
	cr_assert(eq(int, guest_kernel_finish(&k, message), 0), "%s", message);
	cr_expect(eq(u64, k.images[0].base, BASE));
	cr_expect(eq(u64, k.images[0].size, 0x2000));
	cr_expect(eq(u32, k.images[0].nsymbols, 4));
	EXPECT_NAME(BASE + 0x100, "schedule");
	EXPECT_NAME(BASE + 0x13f, "schedule");
	EXPECT_NAME(BASE + 0x140, "none");
	EXPECT_NAME(BASE + 0x10ff, "entry_SYSCALL_64");
	EXPECT_NAME(BASE + 0x1104, "jiffies");
	cr_expect(eq(u32, k.images[0].build_id_size, 20));
	cr_expect(eq(int, k.images[0].build_id[19], 0xab));
	bytes = guest_kernel_code(&k, BASE + 1, 16, &got);
	cr_assert(bytes != NULL);
	cr_expect(eq(int, bytes[1], 0xa2));
	cr_expect(eq(sz, got, 16));
	cr_assert(guest_kernel_code(&k, BASE + 0xfff, 16, &got) != NULL);
	cr_expect(eq(sz, got, 1), "to its end");
	cr_expect(guest_kernel_code(&k, BASE + 0x1000, 1, &got) == NULL);
}

static struct elffile stripped(void)
{
	struct elffile e = whole;

	e.nsymbols = 0;
	return e;
}

static struct elffile debug_file(void)
{
	struct elffile e = whole;

	e.code = NULL;
	return e;
}

Test(guest_elf, a_stripped_one_has_no_symbols, .fini = cleanup)
{
	struct elffile e = stripped();

	cr_assert(eq(int, load(&e), 0));
	cr_expect(eq(int, guest_kernel_finish(&k, message), -1));
	cr_expect(strstr(message, "stripped") != NULL, "%s", message);
}

Test(guest_elf, with_its_debug_file, .fini = cleanup)
{
	struct elffile a = stripped(), b = debug_file();

	cr_assert(eq(int, load(&a), 0));
	cr_assert(eq(int, load(&b), 0), "%s", message);
	cr_assert(eq(int, guest_kernel_finish(&k, message), 0), "%s", message);
	EXPECT_NAME(BASE + 0x100, "schedule");
	cr_expect(eq(u32, k.nsegments, 1));
}

Test(guest_elf, the_debug_file_first, .fini = cleanup)
{
	struct elffile a = debug_file(), b = stripped();

	cr_assert(eq(int, load(&a), 0));
	cr_assert(eq(int, load(&b), 0), "%s", message);
	cr_assert(eq(int, guest_kernel_finish(&k, message), 0));
	cr_expect(eq(u32, k.nsegments, 1));
}

Test(guest_elf, another_kernels_debug_file, .fini = cleanup)
{
	struct elffile a = stripped(), b = debug_file();

	b.build_id = 0xcd;
	cr_assert(eq(int, load(&a), 0));
	cr_expect(eq(int, load(&b), -1));
	cr_expect(strstr(message, "build-id") != NULL, "%s", message);
}

#define KALLSYMS(slide)                       \
	"ffffffff" slide "00000 T _text\n"    \
	"ffffffff" slide "00100 T schedule\n" \
	"ffffffffc0000000 t fuse_open\t[fuse]\n"

Test(guest_elf, with_kallsyms_of_a_guest_that_slid, .fini = cleanup)
{
	struct elffile a = stripped();

	cr_assert(eq(int, load(&a), 0));
	cr_assert(eq(int, load_text(KALLSYMS("962")), 0), "%s", message);
	cr_assert(eq(int, guest_kernel_finish(&k, message), 0));
	EXPECT_NAME(BASE + 0x100, "schedule");
	cr_expect(k.ran);
	cr_expect(eq(u64, k.ran_slide, 0x15200000));
	cr_expect(eq(u32, k.nimages, 2));
	cr_expect(eq(u32, k.images[0].build_id_size, 20), "the ELF file's");
}

Test(guest_elf, kallsyms_first, .fini = cleanup)
{
	struct elffile a = stripped();

	cr_assert(eq(int, load_text(KALLSYMS("962")), 0));
	cr_assert(eq(int, load(&a), 0), "%s", message);
	cr_assert(eq(int, guest_kernel_finish(&k, message), 0));
	EXPECT_NAME(BASE + 0x100, "schedule");
	cr_expect(eq(u64, k.ran_slide, 0x15200000));
	cr_expect(eq(u32, k.nsegments, 1));
}

Test(guest_elf, kallsyms_that_cannot_be_of_it, .fini = cleanup)
{
	struct elffile a = stripped();

	cr_assert(eq(int, load(&a), 0));
	cr_expect(eq(int, load_text(KALLSYMS("961")), -1), "1 MiB is no step");
	cr_expect(strstr(message, "another kernel") != NULL, "%s", message);
}

/* ---- Hostile ---- */

static void other_machine(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	h->e_machine = EM_AARCH64;
}

static void object(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	h->e_type = ET_REL;
}

static void sections_elsewhere(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	h->e_shoff = 1ull << 40;
}

static void code_elsewhere(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_TEXT].sh_offset = 1ull << 40;
}

static void code_without_end(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_TEXT].sh_size = UINT64_MAX;
}

static void no_code(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_TEXT].sh_flags = SHF_ALLOC;
}

static void symbols_elsewhere(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_SYMTAB].sh_offset = 1ull << 40;
}

static void symbols_of_no_size(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_SYMTAB].sh_entsize = 0;
}

static void names_elsewhere(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_SYMTAB].sh_link = 77;
}

static void names_cut(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_STRTAB].sh_size = 2;
}

static void note_cut(Elf64_Ehdr *h, Elf64_Shdr *s)
{
	s[ELFFILE_NOTE].sh_size = 20;
}

static void (*const spoilers[])(Elf64_Ehdr *, Elf64_Shdr *) = {
	other_machine,	  object,    sections_elsewhere, code_elsewhere,
	code_without_end, no_code,   symbols_elsewhere,	 symbols_of_no_size,
	names_elsewhere,  names_cut,
};

Test(guest_elf, hostile)
{
	for (size_t i = 0; i < sizeof(spoilers) / sizeof(*spoilers); i++) {
		struct elffile e = whole;

		e.spoil = spoilers[i];
		message[0] = '\0';
		cr_expect(load(&e) || guest_kernel_finish(&k, message), "%zu", i);
		cr_expect(ne(int, message[0], '\0'), "%zu", i);
		cleanup();
	}
}

Test(guest_elf, a_note_that_is_cut_is_none, .fini = cleanup)
{
	struct elffile e = whole;

	e.spoil = note_cut;
	cr_assert(eq(int, load(&e), 0), "%s", message);
	cr_expect(eq(u32, k.images[0].build_id_size, 0));
}

/* Cut anywhere it is refused or read, and nothing beyond its end is. */
Test(guest_elf, cut_everywhere)
{
	char *path = elffile_write(&whole);
	FILE *f = fopen(path, "r");
	static char bytes[16384];
	size_t size = fread(bytes, 1, sizeof(bytes), f);

	fclose(f);
	for (size_t n = 0; n < size; n += 61) {
		cr_assert(eq(int, truncate(path, 0), 0));
		f = fopen(path, "w");
		cr_assert(eq(sz, fwrite(bytes, 1, n, f), n));
		fclose(f);
		if (!guest_kernel_load(&k, path, message))
			guest_kernel_finish(&k, message);
		cleanup();
	}
	unlink(path);
	free(path);
}

/* Every byte of its headers in turn is another. */
Test(guest_elf, bytes_flipped)
{
	char *path = elffile_write(&whole);
	FILE *f = fopen(path, "r+");
	static char bytes[16384];
	size_t size = fread(bytes, 1, sizeof(bytes), f);

	for (size_t at = 0; at < size; at++) {
		if (at >= sizeof(Elf64_Ehdr) && at < 0x1000)
			continue;
		fseek(f, at, SEEK_SET);
		fputc(bytes[at] ^ 0x81, f);
		fflush(f);
		if (!guest_kernel_load(&k, path, message))
			guest_kernel_finish(&k, message);
		cleanup();
		fseek(f, at, SEEK_SET);
		fputc(bytes[at], f);
	}
	fclose(f);
	unlink(path);
	free(path);
}
