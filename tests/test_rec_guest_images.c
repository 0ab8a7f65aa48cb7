/* SPDX-License-Identifier: GPL-2.0 */
/* Kernels and modules that guests share, and where they lie in one. */
#include <criterion/criterion.h>
#include <string.h>

#include "record/guest/guest_places.h"

static struct guest_images images;
static struct guest_places places;

static void cleanup(void)
{
	guest_images_release(&images);
	guest_places_release(&places);
}

/* ---- Images ---- */

#define LINKED 0xffffffff81000000

static const char *second = "schedule";

/* A kernel that lies `slide` from where it was linked. */
static int64_t add_kernel(uint64_t slide, uint8_t id)
{
	const struct guest_linux_image image = { .name = "vmlinux",
						 .base = LINKED + slide,
						 .size = 0x2000,
						 .build_id = { id },
						 .build_id_size = 20,
						 .nsymbols = 4 };
	const struct guest_symbol_row rows[] = {
		{ 1, 1, 0, 'T' }, /* another image's */
		{ 0x1000, 8, 0, 'A' },
		{ LINKED + slide, 0x10, 0, 'T' },
		{ LINKED + slide + 0x10, 0x20, 0, 't' },
		{ LINKED + slide + 0x2000, 0, 0, 'B' },
	};
	const char *const names[] = { "other", "cpu_info", "_text", second, "_end" };
	struct guest_symbols symbols = { 0 };
	const struct found_image f = { &image, &symbols, 1, slide, false };
	int64_t number;

	for (uint32_t i = 0; i < 5; i++)
		cr_assert_eq(guest_symbols_add(&symbols, &rows[i], names[i], strlen(names[i])), 0);
	number = guest_images_add(&images, &f);
	guest_symbols_release(&symbols);
	return number;
}

Test(rec_guest_images, one_kernel_wherever_kaslr_put_it, .fini = cleanup)
{
	const struct kept_image *k;

	cr_assert_eq(add_kernel(0x200000, 1), 1);
	cr_assert_eq(add_kernel(0x1c00000, 1), 1);
	cr_assert_eq(add_kernel(0, 1), 1);
	k = guest_images_get(&images, 1);
	cr_expect_eq(k->facts.base, LINKED);
	cr_assert_eq(k->facts.nsymbols, 3, "what lies outside has no address there");
	cr_expect_eq(k->symbols.rows[1].address, LINKED + 0x10);
	cr_expect_eq(k->symbols.rows[1].type, 't');
	cr_expect_str_eq(guest_symbols_text(&k->symbols, 1), "schedule");
	cr_expect_str_eq(guest_symbols_text(&k->symbols, 2), "_end");
}

Test(rec_guest_images, build_id_alone_makes_no_two_the_same, .fini = cleanup)
{
	cr_assert_eq(add_kernel(0, 1), 1);
	second = "schedulf";
	cr_expect_eq(add_kernel(0, 1), 2, "another's symbols under a build-id that it claims");
	cr_expect_eq(add_kernel(0, 2), 3);
}

Test(rec_guest_images, many, .fini = cleanup)
{
	for (uint32_t i = 0; i < 200; i++)
		cr_assert_eq(add_kernel(0, i), i + 1);
	cr_expect_eq(add_kernel(0, 7), 8);
}

Test(rec_guest_images, no_more_than_can_be_kept, .fini = cleanup)
{
	images.nsymbols = GUEST_IMAGES_SYMBOLS - 2;
	cr_expect_eq(add_kernel(0, 1), 0);
}

/* ---- Places ---- */

static uint32_t last_image, nplaced, nleft;
static uint64_t last_slide;

static int on_placed(void *self, const struct guest_place *p)
{
	last_image = p->image;
	last_slide = p->slide;
	nplaced++;
	return 0;
}

static int on_left(void *self, const struct guest_place *p)
{
	last_image = p->image;
	nleft++;
	return 0;
}

static const struct place_listener listener = { on_placed, on_left, NULL };

static uint32_t add_module(const char *name, uint64_t size)
{
	struct guest_linux_image image = { .base = 0xffffffffc0000000, .size = size };
	const struct found_image f = { &image, NULL, 0, image.base, true };

	strcpy(image.name, name);
	return guest_images_add(&images, &f);
}

static void see(uint32_t image, uint64_t slide, uint64_t told)
{
	cr_assert_eq(guest_places_see(&places, &images, image, slide, told, &listener), 0);
}

static void begin(void)
{
	nplaced = nleft = 0;
	guest_places_begin(&places);
}

static void end(uint64_t told)
{
	cr_assert_eq(guest_places_end(&places, told, &listener), 0);
}

Test(rec_guest_images, place_is_told_when_it_changes, .fini = cleanup)
{
	uint32_t ext4 = add_module("ext4", 0x1000), nfs = add_module("nfs", 0x2000);

	begin(), see(ext4, 10, 100), see(nfs, 20, 100), end(100);
	cr_expect_eq(nplaced, 2);
	begin(), see(nfs, 20, 200), see(ext4, 10, 200), end(200);
	cr_expect_eq(nplaced + nleft, 0);
	begin(), see(nfs, 30, 300), end(300);
	cr_expect_eq(nplaced, 1, "another place");
	cr_expect_eq(last_image, ext4);
	cr_expect_eq(nleft, 1, "unloaded");
	begin(), see(add_module("nfs", 0x3000), 30, 400), end(400);
	cr_expect_eq(nplaced, 1, "another module of that name");
	cr_expect_eq(nleft, 0, "the new one's row says so");
}

Test(rec_guest_images, tells_again_of_who_was_there, .fini = cleanup)
{
	uint32_t ext4 = add_module("ext4", 0x1000), nfs = add_module("nfs", 0x2000);

	begin(), see(ext4, 10, 100), see(nfs, 20, 100), end(100);
	begin(), see(nfs, 30, 300), end(300);
	nplaced = 0;
	cr_assert_eq(guest_places_tell(&places, 299, &listener), 0);
	cr_expect_eq(nplaced, 2);
	cr_expect_eq(last_slide, 20);
	cr_assert_eq(guest_places_tell(&places, 300, &listener), 0);
	cr_expect_eq(nplaced, 3);
	cr_expect_eq(last_slide, 30);
	guest_places_sweep(&places, 301);
	cr_expect_eq(places.n, 1);
}
