/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_print.h"

#include <string.h>

typedef unsigned long long ull; /* %llx */

static void print_build_id(FILE *f, const struct guest_linux_image *kernel)
{
	fputs("build-id   ", f);
	for (uint32_t i = 0; i < kernel->build_id_size; i++)
		fprintf(f, "%02x", kernel->build_id[i]);
	fputc('\n', f);
}

static void print_symbol_counts(FILE *f, const struct guest_answer *a)
{
	fprintf(f, "symbols    %u", a->images->nsymbols);
	if (a->nimages > 1)
		fprintf(f, ", and %u of %u modules", a->symbols.n - a->images->nsymbols,
			a->nimages - 1);
	fputc('\n', f);
}

static void print_kernel(FILE *f, const struct guest_answer *a)
{
	const struct guest_linux_facts *k = &a->facts;

	fprintf(f, "kernel     %s\n", *k->banner ? k->banner : "without a banner");
	if (a->nimages && a->images->build_id_size)
		print_build_id(f, a->images);
	if (k->symbols)
		fprintf(f, "KASLR      0x%llx above where it was linked, _text at 0x%llx\n",
			(ull)k->slide, (ull)k->text);
	if (k->pti_known)
		fprintf(f, "PTI        %s\n", k->pti ? "on" : "off");
	if (a->nimages)
		print_symbol_counts(f, a);
	fprintf(f, "look       %llu reads, %llu bytes, %llu not there; %.3f s of CPU\n",
		(ull)a->reads, (ull)a->bytes, (ull)a->missing, a->cost / 1e9);
	if (*a->error)
		fprintf(f, "not known  %s\n", a->error);
}

/* Kernel threads in brackets, as ps has them. */
static void print_task(FILE *f, const struct guest_task *t)
{
	bool kernel = t->flags & (GUEST_TASK_KTHREAD | GUEST_TASK_IDLE);
	char root[24] = "-";

	if (t->root)
		snprintf(root, sizeof(root), "0x%llx", (ull)t->root);
	fprintf(f, "%7u %7u %7u  %-14s %s%s%s\n", t->pid, t->tgid, t->ppid, root, kernel ? "[" : "",
		t->comm, kernel ? "]" : "");
}

void guest_print(FILE *f, const struct guest_answer *a)
{
	print_kernel(f, a);
	if (!a->ntasks)
		return;
	fprintf(f, "\n%7s %7s %7s  %-14s %s\n", "TID", "PID", "PPID", "CR3", "NAME");
	for (uint32_t i = 0; i < a->ntasks; i++)
		print_task(f, &a->tasks[i]);
}

void guest_print_symbols(FILE *f, const struct guest_answer *a)
{
	const struct guest_symbol_row *s = a->symbols.rows;

	for (uint32_t i = 0; i < a->nimages; i++)
		for (uint32_t n = 0; n < a->images[i].nsymbols; n++, s++)
			fprintf(f, i ? "%016llx %c %s\t[%s]\n" : "%016llx %c %s\n", (ull)s->address,
				s->type, a->symbols.text + s->name, a->images[i].name);
}
