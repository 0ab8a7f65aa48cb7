/* SPDX-License-Identifier: GPL-2.0 */
#include "report/vm_text.h"

#include "report/print/units.h"
#include "report/world/guests.h"

#define NAME 64

/* The name of the VMM's process, told by any of its threads. */
static const char *process_name(const struct world_session *s, uint32_t tgid)
{
	for (uint32_t i = 1; i < s->ntasks; i++)
		if (s->tasks[i].tgid == tgid && *s->tasks[i].leader->text)
			return s->tasks[i].leader->text;
	return "an unknown process";
}

static void print_guest(const struct guest *g, FILE *f)
{
	static const char *const paging[PAGING_NR] = {
		[PAGING_UNKNOWN] = "paging unknown",  [PAGING_OFF] = "no paging",
		[PAGING_32] = "32-bit paging",	      [PAGING_PAE] = "PAE paging",
		[PAGING_4_LEVELS] = "4-level paging", [PAGING_5_LEVELS] = "5-level paging",
	};
	static const char *const isolation[] = {
		[ISOLATION_UNKNOWN] = "PTI unknown",
		[ISOLATION_NO] = "no PTI",
		[ISOLATION_YES] = "PTI",
	};

	if (!g->paging && !g->isolation)
		return;
	fprintf(f, "; guest: %s, %s", paging[g->paging], isolation[g->isolation]);
}

void vm_print(const struct world_session *s, uint64_t number, FILE *f)
{
	const struct vm *vm = world_vm(s, number);
	char text[NAME];

	fprintf(f, "%s, pid %u", unit_text(text, sizeof(text), process_name(s, vm->tgid)),
		vm->tgid);
	if (vm->order)
		fprintf(f, ", its VM %u", vm->order + 1);
	if (*vm->name->text)
		fprintf(f, ", \"%s\"", unit_text(text, sizeof(text), vm->name->text));
	if (vm->paging_known)
		fprintf(f, ", %s paging", vm->nested_paging ? "nested" : "shadow");
	print_guest(guests_find(s->guests, number), f);
}
