/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include "kmod/vmtrace_uapi.h"
#include "report/vmregs.h"

#include <string.h>

static const struct vmreg captured[] = {
#define X(bit, name, number, width, groups, vmx, svm) { #name, number },
	VMTRACE_REGS(X)
#undef X
};
#define NCAPTURED (sizeof(captured) / sizeof(*captured))

static const struct vmreg *find(const struct vmreg *table, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

static bool has_number(const struct vmreg *table, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].number == number)
			return true;
	return false;
}

Test(vmregs, knows_every_captured_register)
{
	for (size_t i = 0; i < NCAPTURED; i++) {
		const struct vmreg *r = find(vmregs, vmregs_count, captured[i].name);

		cr_assert(r, "%s has no constant", captured[i].name);
		cr_assert_eq(r->number, captured[i].number, "%s", captured[i].name);
	}
}

/* A constant of ours names what is captured, or an exit's reason. */
Test(vmregs, extension_names_captured_registers)
{
	for (size_t i = 0; i < vmregs_count; i++)
		if (strncmp(vmregs[i].name, "VMX_", 4) && vmregs[i].number != VMREG_SVM_EXITCODE)
			cr_assert(find(captured, NCAPTURED, vmregs[i].name), "%s", vmregs[i].name);
}

Test(vmregs, names_are_unique_and_numbers_agree)
{
	for (size_t i = 0; i < vmregs_count; i++) {
		cr_assert_eq(find(vmregs, vmregs_count, vmregs[i].name), &vmregs[i], "%s",
			     vmregs[i].name);
		cr_assert(!has_number(vmregs, i, vmregs[i].number), "%s", vmregs[i].name);
	}
}

Test(vmregs, aliases_name_known_numbers)
{
	for (size_t i = 0; i < vmreg_aliases_count; i++) {
		cr_assert(has_number(vmregs, vmregs_count, vmreg_aliases[i].number), "%s",
			  vmreg_aliases[i].name);
		cr_assert(!find(vmregs, vmregs_count, vmreg_aliases[i].name), "%s",
			  vmreg_aliases[i].name);
	}
}

/* DTrace's enum has 144 constants; the first and the last are the reference's. */
Test(vmregs, holds_dtraces_enum)
{
	cr_assert_str_eq(vmregs[0].name, "VMX_VIRTUAL_PROCESSOR_ID");
	cr_assert_eq(find(vmregs, vmregs_count, "VMX_HOST_RIP") - vmregs, 143);
	cr_assert_eq(find(vmregs, vmregs_count, "VMX_GUEST_CR3")->number, 0x6802);
}
