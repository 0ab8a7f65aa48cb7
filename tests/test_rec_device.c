/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "record/device.h"

Test(rec_device, rings_leave_the_host_its_memory)
{
	cr_expect_eq(device_ring_default(1ull << 30, 1), 8 << 20);
	cr_expect_eq(device_ring_default(512ull << 30, 256), 8 << 20);
	cr_expect_eq(device_ring_default(16ull << 30, 128), 4 << 20);
	cr_expect_eq(device_ring_default(1ull << 30, 4096), 512 << 10, "but do not vanish");
}

/* Whoever calls out of order or on no device hears it in one line. */
Test(rec_device, failures_name_the_call)
{
	struct device d = { .fd = -1 };
	struct vmtrace_round round;
	struct trouble t = { 0 };

	cr_expect_eq(device_round(&d, &round, &t), -1);
	cr_expect_eq(t.status, TROUBLE_FAILED);
	cr_expect(strstr(t.text, "/dev/vmtrace: round: Bad file descriptor; "), "%s", t.text);
}

Test(rec_device, slots_of_no_device_are_a_failure_not_an_end)
{
	struct device d = { .fd = -1 };
	struct vm_slots slots = { 0 };
	struct trouble t = { 0 };

	cr_expect_eq(device_slots(&d, 1, &slots, &t), -1);
	cr_expect(strstr(t.text, "/dev/vmtrace: slots: Bad file descriptor; "), "%s", t.text);
	free(slots.slot);
}
