/* SPDX-License-Identifier: GPL-2.0 */
/* What records say to whoever looks at guests. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/eventfd.h>

#include "record/guest/guest_sights.h"

static struct guest_sights sights;
static struct {
	struct vmtrace_vcpu vcpu;
	uint64_t valid, regs[5]; /* rip cr3 cr4 efer cpl, in the order of bits */
} rec;

static void begin(const char *const *names)
{
	struct reg_set regs[VMTRACE_NR_EVENTS] = { 0 };

	for (; *names; names++)
		cr_assert_eq(reg_set_add(&regs[VMTRACE_ON_SAMPLE], *names), 0);
	cr_assert_eq(guest_sights_init(&sights, regs), 0);
	rec.vcpu.rec.type = VMTRACE_SAMPLE;
	rec.vcpu.vm = 3;
	rec.valid = 0x1f;
	rec.regs[2] = 0x6f0;
	rec.regs[3] = 0xd01;
}

static void setup(void)
{
	static const char *const all[] = { "rip", "cr3", "cr4", "ia32_efer", "cpl", NULL };

	begin(all);
}

static void cleanup(void)
{
	guest_sights_release(&sights);
}

static void see(uint16_t vm, uint64_t cr3, uint64_t cpl)
{
	rec.vcpu.vm = vm;
	rec.regs[1] = cr3;
	rec.regs[4] = cpl;
	guest_sights_see(&sights, &rec.vcpu);
}

static bool woken(void)
{
	eventfd_t n;

	return !eventfd_read(sights.wake, &n);
}

Test(rec_guest_sights, kernel_is_told_once_until_wanted, .init = setup, .fini = cleanup)
{
	struct guest_sight s;

	cr_expect_not(guest_sights_take(&sights, &s));
	see(3, 0x5000, 0);
	cr_expect(woken());
	cr_assert(guest_sights_take(&sights, &s));
	cr_expect_eq(s.vm, 3);
	cr_expect(s.in_kernel);
	cr_expect_eq(s.cr3, 0x5000);
	cr_expect_eq(s.cr4, 0x6f0);
	cr_expect_eq(s.efer, 0xd01);
	see(3, 0x5000, 0);
	see(3, 0x6000, 0);
	cr_expect_not(guest_sights_take(&sights, &s), "no other is wanted");
	guest_sights_want(&sights, 3);
	see(3, 0x6000, 0);
	cr_assert(guest_sights_take(&sights, &s));
	cr_expect_eq(s.cr3, 0x6000);
}

Test(rec_guest_sights, user_mode_tells_new_roots_alone, .init = setup, .fini = cleanup)
{
	struct guest_sight s;

	see(3, 0x5000, 3);
	cr_assert(guest_sights_take(&sights, &s));
	cr_expect_not(s.in_kernel);
	guest_sights_want(&sights, 3);
	woken();
	see(3, 0x5abc, 3); /* another PCID */
	see(3, 0x8000000000005000, 3);
	cr_expect_not(woken(), "the same page tables");
	see(4, 0x5000, 3);
	cr_assert(guest_sights_take(&sights, &s));
	cr_expect_eq(s.vm, 4, "another VM's are others");
	see(3, 0x6000, 3);
	cr_assert(guest_sights_take(&sights, &s));
	cr_expect_eq(s.vm, 3);
	see(3, 0x7000, 3);
	cr_expect_not(guest_sights_take(&sights, &s), "it is known already that there are some");
}

Test(rec_guest_sights, all_that_wait_are_told, .init = setup, .fini = cleanup)
{
	struct guest_sight s;
	uint32_t seen = 0;

	for (uint16_t vm = 1; vm <= 5; vm++)
		see(vm, 0x5000, 0);
	while (guest_sights_take(&sights, &s))
		cr_expect_eq(s.vm, ++seen);
	cr_expect_eq(seen, 5);
}

Test(rec_guest_sights, more_roots_than_are_remembered, .init = setup, .fini = cleanup)
{
	struct guest_sight s;

	for (uint64_t i = 1; i <= 4 * SIGHT_ROOTS; i++)
		see(3, i << 12, 3);
	while (guest_sights_take(&sights, &s))
		guest_sights_want(&sights, 3);
	see(3, 4ull * SIGHT_ROOTS << 12, 3);
	cr_expect_not(guest_sights_take(&sights, &s), "the latest is among those remembered");
}

Test(rec_guest_sights, says_nothing_of_what_is_no_kernel, .init = setup, .fini = cleanup)
{
	struct guest_sight s;

	rec.regs[3] = 0x100; /* EFER without LMA */
	see(3, 0x5000, 0);
	rec.regs[3] = 0xd01;
	rec.valid = 0x1f & ~2; /* CR3 was not read */
	see(3, 0x5000, 0);
	rec.valid = 0x1f;
	rec.vcpu.rec.flags = VMTRACE_REC_NESTED;
	see(3, 0x5000, 0);
	rec.vcpu.rec.flags = 0;
	see(0, 0x5000, 0);
	cr_expect_not(guest_sights_take(&sights, &s));
}

Test(rec_guest_sights, needs_all_of_the_registers, .fini = cleanup)
{
	static const char *const some[] = { "rip", "cr3", "cr4", "cpl", NULL };
	struct guest_sight s;

	begin(some);
	see(3, 0x5000, 0);
	cr_expect_not(guest_sights_take(&sights, &s));
}
