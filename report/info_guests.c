/* SPDX-License-Identifier: GPL-2.0 */
#include "report/info_guests.h"

#include <inttypes.h>

#include "format/vmt_tables.h"
#include "report/print/units.h"

static void print_vm(uint32_t vm, FILE *f)
{
	if (vm)
		fprintf(f, "VM %" PRIu32, vm);
	else
		fputs("every VM", f);
}

/*
 *   kernel         VM 1: vmlinux at 0xffffffff96200000, slid by 0x15200000, 86,293 symbols
 *                  1,204 of 1,210 exits stand on their instruction
 *                  build-id 01d2640d3a13145ee314eb05b155f141b7b7058b
 */
static void print_kernel(const struct guest_map *m, const struct guest_placed *p, FILE *f)
{
	const struct guest_image *i = &m->images[p->image];
	char how[GUEST_MESSAGE], text[UNIT_TEXT];

	slide_describe(&p->slide, how);
	fprintf(f, "  %-14s ", "kernel");
	print_vm(p->vm, f);
	fprintf(f, ": %s at 0x%" PRIx64 ", slid by 0x%" PRIx64 ", %s\n", i->name,
		i->base + p->slide.slide, p->slide.slide, unit_things(text, i->nsymbols, "symbol"));
	fprintf(f, "  %-14s %s\n", "", how);
	if (!i->build_id_size)
		return;
	fprintf(f, "  %-14s build-id ", "");
	for (uint32_t n = 0; n < i->build_id_size; n++)
		fprintf(f, "%02x", i->build_id[n]);
	fputc('\n', f);
}

static void print_modules(const struct guest_map *m, uint32_t vm, FILE *f)
{
	uint64_t modules = 0, symbols = 0;
	char text[UNIT_TEXT], more[UNIT_TEXT];

	for (uint32_t i = 0; i < m->nplaced; i++) {
		const struct guest_image *image = &m->images[m->placed[i].image];

		if (m->placed[i].vm != vm || image->kind == VMT_IMAGE_KERNEL)
			continue;
		modules++;
		symbols += image->nsymbols;
	}
	if (!modules)
		return;
	fprintf(f, "  %-14s ", "modules");
	print_vm(vm, f);
	fprintf(f, ": %s, %s\n", unit_things(text, modules, "module"),
		unit_things(more, symbols, "symbol"));
}

void info_guests(const struct guest_map *m, FILE *f)
{
	for (uint32_t i = 0; i < m->nplaced; i++)
		if (m->images[m->placed[i].image].kind == VMT_IMAGE_KERNEL) {
			print_kernel(m, &m->placed[i], f);
			print_modules(m, m->placed[i].vm, f);
		}
}
