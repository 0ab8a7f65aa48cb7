/* SPDX-License-Identifier: GPL-2.0 */
/* Page walks: sizes of pages, levels, tables that lie. */
#include <criterion/criterion.h>
#include <string.h>

#include "record/guest/guest_paging.h"
#include "tests/madeguest.h"

static struct made_guest *made;
static struct guest_paging paging;

static void setup_levels(bool five)
{
	made = made_guest(&(struct made_options){ .five_levels = five });
	guest_paging_init(&paging, made->cr3 | 0x1f, made->cr4);
}

static void setup(void)
{
	setup_levels(false);
}

static void cleanup(void)
{
	made_guest_free(made);
}

TestSuite(guest_paging, .init = setup, .fini = cleanup);

static struct guest_place find(uint64_t va)
{
	struct guest_place p;

	cr_assert_eq(guest_virt_find(&made->memory, &paging, va, &p), 0);
	return p;
}

static int fails(uint64_t va)
{
	struct guest_place p;
	int error = guest_virt_find(&made->memory, &paging, va, &p);

	cr_expect(!error || p.bytes, "what is not there has a size too");
	return error;
}

/* The entry that maps an address at a level. */
static uint64_t entry_at(uint64_t va, uint32_t level)
{
	uint64_t table = paging.root;

	for (uint32_t l = paging.levels - 1; l > level; l--)
		table = made_get(made, table + (va >> (12 + 9 * l) & 511) * 8, 8) &
			0xffffffffff000ull;
	return table + (va >> (12 + 9 * level) & 511) * 8;
}

Test(guest_paging, large_pages)
{
	struct guest_place p = find(made->base + 0x234567);

	cr_expect_eq(p.gpa, 0x634567);
	cr_expect_eq(p.bytes, 0x200000 - 0x34567);
	cr_expect(!p.writable && !p.executable);
	cr_expect(find(made->base).executable);
	cr_expect(find(made->base + 0x400000).writable);
}

Test(guest_paging, small_pages)
{
	struct guest_place p = find(0xffffffffc0201234ull);

	cr_expect_eq(p.gpa, 0x301234);
	cr_expect_eq(p.bytes, 0x1000 - 0x234);
}

Test(guest_paging, huge_pages)
{
	uint64_t va = 0xffff898000000000ull;

	made_put(made, entry_at(made_direct(0), 3) + 8 * 2, 0xa0000 | 1, 8);
	made_put(made, 0xa0000, 0x40000000ull | 0x81, 8);
	cr_expect_eq(find(va + 0x12345678).gpa, 0x52345678);
	cr_expect_eq(find(va).bytes, 1u << 30);
}

Test(guest_paging, five_levels, .init = NULL)
{
	setup_levels(true);
	cr_expect_eq(paging.levels, 5);
	cr_expect_eq(find(made->base + 0x200010).gpa, 0x600010);
	/* more addresses are canonical than with four */
	cr_expect_eq(fails(0x00f0000000000000ull), -EFAULT);
}

Test(guest_paging, not_mapped)
{
	cr_expect_eq(fails(0), -EFAULT);
	cr_expect_eq(fails(made->base - 1), -EFAULT);
	cr_expect_eq(fails(0x0000800000000000ull), -EFAULT);
	cr_expect_eq(fails(0x8000000000000000ull), -EFAULT);
	cr_expect_eq(fails(UINT64_MAX), -EFAULT);
}

Test(guest_paging, tables_that_lead_in_circles_end)
{
	made_put(made, entry_at(made->base, 1), paging.root | 1, 8);
	fails(made->base);
	made_put(made, paging.root + 511 * 8, paging.root | 1, 8);
	guest_paging_forget(&paging);
	cr_expect_neq(fails(made->base), -ETIME);
	cr_expect_leq(made->memory.reads, 12);
}

Test(guest_paging, tables_outside_of_memory)
{
	made_put(made, paging.root + 511 * 8, 0xffffffffff000ull | 1, 8);
	cr_expect_eq(fails(made->base), -EFAULT);
	made_put(made, paging.root + 511 * 8, MADE_RAM | 1, 8);
	guest_paging_forget(&paging);
	cr_expect_eq(fails(made->base), -EFAULT);
}

Test(guest_paging, what_lies_together_is_read_at_once)
{
	static uint8_t bytes[0x300000];
	uint64_t reads;

	find(made->base);
	find(made->base + 0x200000);
	reads = made->memory.reads;
	cr_expect_eq(
		guest_virt_read(&made->memory, &paging, made->base + 0x1000, bytes, sizeof(bytes)),
		0);
	cr_expect_eq(made->memory.reads, reads + 1);
	cr_expect_eq(memcmp(bytes, made->ram + 0x401000, sizeof(bytes)), 0);
}

Test(guest_paging, reads_around_a_gap)
{
	uint64_t va = 0xffffffffc0200000ull, third = entry_at(va + 0x2000, 0);
	uint8_t bytes[0x4000];

	made_put(made, entry_at(va + 0x1000, 0), 0x900000 | 1, 8);
	made_put(made, 0x900000, 0x55, 1);
	cr_expect_eq(guest_virt_read(&made->memory, &paging, va, bytes, sizeof(bytes)), 0);
	cr_expect_eq(bytes[0x1000], 0x55);
	made_put(made, third, 0, 8);
	guest_paging_forget(&paging);
	cr_expect_eq(guest_virt_read(&made->memory, &paging, va, bytes, sizeof(bytes)), -EFAULT);
	/* a read of nothing needs nothing */
	cr_expect_eq(guest_virt_read(&made->memory, &paging, 0, bytes, 0), 0);
}

Test(guest_paging, tables_are_kept_until_forgotten)
{
	uint64_t entry = entry_at(made->base, 1);

	find(made->base);
	made_put(made, entry, 0, 8);
	cr_expect_eq(find(made->base).gpa, 0x400000);
	guest_paging_forget(&paging);
	cr_expect_eq(fails(made->base), -EFAULT);
}

Test(guest_paging, bytes_and_time_end)
{
	uint8_t byte;

	made->memory.left = 4096;
	cr_expect_eq(guest_virt_read(&made->memory, &paging, made->base, &byte, 1), -EDQUOT);
	made_look(made)->deadline = 1;
	cr_expect_eq(guest_virt_read(&made->memory, &paging, made->base, &byte, 1), -ETIME);
	cr_expect_eq(made->memory.bytes, 0);
}
