/* SPDX-License-Identifier: GPL-2.0 */
/* System.map and kallsyms, whole and hostile. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/vmt_tables.h"
#include "report/guest/guest_kernel.h"

static struct guest_kernel k;
static char message[GUEST_MESSAGE];

/* Reads a text as a file of its own. */
static int load(const char *text, size_t size)
{
	char path[] = "/tmp/vmtrace-map.XXXXXX";
	int fd = mkstemp(path), rc;

	cr_assert(eq(sz, write(fd, text, size), size));
	close(fd);
	rc = guest_kernel_load(&k, path, message);
	unlink(path);
	return rc;
}

static int read_text(const char *text)
{
	return load(text, strlen(text)) ?: guest_kernel_finish(&k, message);
}

static void cleanup(void)
{
	guest_kernel_release(&k);
}

static const char *name_at(uint32_t image, uint64_t address)
{
	const struct guest_symbol *s = guest_image_find(&k.images[image], address);

	return s ? guest_symbol_name(&k.images[image], s) : "none";
}

#define MAP                                      \
	"0000000000000000 A fixed_percpu_data\n" \
	"0000000000001000 D cpu_debug_store\n"   \
	"ffffffff81000000 T _text\n"             \
	"ffffffff81000000 T _stext\n"            \
	"ffffffff81000200 t helper\n"            \
	"ffffffff81000200 W strong\n"            \
	"ffffffff81000180 T first\n"             \
	"ffffffff81001000 D jiffies\n"           \
	"ffffffff81002000 B _end\n"

Test(guest_text, system_map, .fini = cleanup)
{
	cr_assert(eq(int, read_text(MAP), 0), "%s", message);
	cr_expect(eq(u32, k.nimages, 1));
	cr_expect(eq(str, k.images[0].name, "vmlinux"));
	cr_expect(eq(u64, k.images[0].base, 0xffffffff81000000));
	cr_expect(eq(u64, k.images[0].size, 0x2000));
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff81000000), "_stext"), "by name");
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff8100017f), "_stext"), "up to the next");
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff81000180), "first"), "unsorted");
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff810002ff), "strong"), "weak before local");
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff81001fff), "jiffies"));
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff81002000), "none"));
	cr_expect(eq(str, (char *)name_at(0, 0x1000), "none"), "per CPU");
	cr_expect(not(k.ran), "it may be the linker's");
}

Test(guest_text, kallsyms_of_a_running_guest, .fini = cleanup)
{
	cr_assert(eq(int,
		     read_text("ffffffff96200000 T _text\n"
			       "ffffffff96200100 t idle\n"
			       "ffffffffc0001000 t fuse_open\t[fuse]\n"
			       "ffffffffc0001100 t fuse_close\t[fuse]\n"
			       "ffffffffc0005000 t kvm_run\t[kvm]\n"),
		     0),
		  "%s", message);
	cr_expect(k.ran);
	cr_assert(eq(u32, k.nimages, 3));
	cr_expect(eq(str, k.images[1].name, "fuse"));
	cr_expect(eq(int, k.images[1].kind, VMT_IMAGE_MODULE));
	cr_expect(eq(str, (char *)name_at(1, 0xffffffffc00010ff), "fuse_open"));
	cr_expect(eq(str, (char *)name_at(2, 0xffffffffc0005000), "kvm_run"));
	cr_expect(eq(u32, k.images[0].nsymbols, 2));
}

Test(guest_text, kallsyms_that_hides_its_addresses, .fini = cleanup)
{
	cr_expect(eq(int, read_text("0000000000000000 T _text\n0000000000000000 t idle\n"), -1));
	cr_expect(strstr(message, "root") != NULL, "%s", message);
}

Test(guest_text, last_line_without_its_newline, .fini = cleanup)
{
	cr_expect(eq(int, read_text("ffffffff81000000 T _text\nffffffff81000010 t a"), 0));
}

static const struct {
	const char *text, *why;
} hostile[] = {
	{ "", "neither" },
	{ "zzz\n", "neither" },
	{ "\x1f\x8b", "neither" },
	{ "ffffffff81000000\n", "line 1" },
	{ "ffffffff81000000 T\n", "line 1" },
	{ "ffffffff81000000 TT a\n", "line 1" },
	{ "ffffffff81000000 1 a\n", "line 1" },
	{ "ffffffff81000000 T _text\n12345678901234567 T long\n", "line 2" },
	{ "ffffffff81000000 T _text\nnothing\n", "line 2" },
	{ "ffffffff81000000 T _text\nffffffffc0000000 t a kvm\n", "line 2" },
	{ "ffffffff81000000 T _text\nffffffffc0000000 t a []\n", "line 2" },
	{ "ffffffff81000000 D data\n", "no code" },
	{ "ffffffff81000000 T a\x1b[31m\n", "outside" },
};

Test(guest_text, hostile)
{
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		cr_expect(eq(int, read_text(hostile[i].text), -1), "%zu", i);
		if (!strstr(message, "no symbols"))
			cr_expect(strstr(message, hostile[i].why) != NULL, "%zu: %s", i, message);
		cleanup();
	}
}

Test(guest_text, too_long_a_line, .fini = cleanup)
{
	static char text[8192];

	memcpy(text, "ffffffff81000000 T ", 19);
	memset(text + 19, 'a', sizeof(text) - 19);
	cr_expect(eq(int, load(text, sizeof(text)), -1));
	cr_expect(strstr(message, "longer") != NULL, "%s", message);
}

Test(guest_text, names_that_would_write_to_a_terminal_are_left_out, .fini = cleanup)
{
	cr_assert(eq(int,
		     read_text("ffffffff81000000 T _text\n"
			       "ffffffff81000010 t \x1b]0;x\x07\n"
			       "ffffffff81000020 t good\n"),
		     0));
	cr_expect(eq(str, (char *)name_at(0, 0xffffffff81000010), "_text"));
}

Test(guest_text, more_modules_than_there_are, .fini = cleanup)
{
	char *text = malloc(1 << 20), *at = text;

	at += sprintf(at, "ffffffff81000000 T _text\n");
	for (int i = 0; i < 3000; i++)
		at += sprintf(at, "ffffffffc0%06x t f [m%d]\n", i, i);
	cr_expect(eq(int, read_text(text), -1));
	cr_expect(strstr(message, "modules") != NULL, "%s", message);
	free(text);
}

Test(guest_text, two_of_them_are_one_too_many, .fini = cleanup)
{
	cr_assert(eq(int, read_text(MAP), 0));
	cr_expect(eq(int, load(MAP, strlen(MAP)), -1));
	cr_expect(strstr(message, "already") != NULL, "%s", message);
}
