/* SPDX-License-Identifier: GPL-2.0 */
/* Who was in a guest and when, from looks at it: whatever changes between two is another entry. */
#include <criterion/criterion.h>
#include <string.h>

#include "record/guest/guest_epochs.h"

#define MAX 16

static struct guest_epochs epochs;
static uint32_t numbers;
static struct guest_entry began[MAX], ended[MAX];
static uint32_t nbegan, nended;

static int on_began(void *self, const struct guest_entry *e)
{
	began[nbegan++] = *e;
	return 0;
}

static int on_ended(void *self, const struct guest_entry *e)
{
	ended[nended++] = *e;
	return 0;
}

static const struct guest_listener listener = { on_began, on_ended, NULL };

static void cleanup(void)
{
	guest_epochs_release(&epochs);
}

static struct guest_task task(uint64_t address, uint32_t pid, uint64_t root, const char *comm)
{
	struct guest_task t = { .address = address, .pid = pid, .tgid = pid, .ppid = 1 };

	t.start = pid * 10;
	t.root = t.user_root = root;
	t.stack = address << 8;
	t.stack_size = 16384;
	strcpy(t.comm, comm);
	strcpy(t.leader, comm);
	return t;
}

/* A look from time `at` on that lasts for 5. */
static void look(uint64_t at, const struct guest_task *tasks, uint32_t n)
{
	const struct guest_sighting s = { tasks, n, at, at + 5, at + 6, &numbers };

	nbegan = nended = 0;
	cr_assert_eq(guest_epochs_look(&epochs, &s, &listener), 0);
}

Test(rec_guest_epochs, holds_from_end_of_first_look_to_begin_of_last, .fini = cleanup)
{
	const struct guest_task a = task(0x100, 7, 0x5000, "postgres");

	look(100, &a, 1);
	cr_assert_eq(nbegan, 1);
	cr_expect_eq(began[0].number, 1);
	cr_expect_eq(began[0].from, 105);
	cr_expect_lt(began[0].until, began[0].from, "one look alone says of no time that it held");
	look(200, &a, 1);
	look(300, &a, 1);
	cr_expect_eq(nbegan + nended, 0);
	look(400, NULL, 0);
	cr_assert_eq(nended, 1);
	cr_expect_eq(ended[0].number, 1);
	cr_expect_eq(ended[0].from, 105);
	cr_expect_eq(ended[0].until, 300);
	cr_expect_eq(ended[0].gone, 406);
}

/* Whatever of one thread is another at the next look. */
static void expect_other(struct guest_task first, struct guest_task next)
{
	look(100, &first, 1);
	look(200, &first, 1);
	look(300, &next, 1);
	cr_assert_eq(nended, 1);
	cr_assert_eq(nbegan, 1);
	cr_expect_eq(ended[0].until, 200);
	cr_expect_eq(began[0].from, 305);
	cr_expect_neq(began[0].number, ended[0].number);
	guest_epochs_release(&epochs);
}

Test(rec_guest_epochs, whatever_changes_is_another_entry)
{
	const struct guest_task a = task(0x100, 7, 0x5000, "sh");
	struct guest_task b;

	b = a, strcpy(b.comm, "gzip"), expect_other(a, b);
	b = a, strcpy(b.leader, "gzip"), expect_other(a, b);
	b = a, b.exec_id++, expect_other(a, b);
	b = a, b.root = 0x6000, expect_other(a, b);
	b = a, b.user_root = 0x6000, expect_other(a, b);
	b = a, b.start++, expect_other(a, b);
	b = a, b.pid = 8, expect_other(a, b);
	b = a, b.tgid = 8, expect_other(a, b);
	b = a, b.stack += 16384, expect_other(a, b);
	b = a, b.flags = GUEST_TASK_KTHREAD, expect_other(a, b);
	b = a, b.address = 0x200, expect_other(a, b);
}

Test(rec_guest_epochs, orphan_is_the_same_thread, .fini = cleanup)
{
	struct guest_task a = task(0x100, 7, 0x5000, "sh");

	look(100, &a, 1);
	a.ppid = 99;
	look(200, &a, 1);
	cr_expect_eq(nbegan + nended, 0);
}

Test(rec_guest_epochs, cr3_of_the_dead_is_unknown_until_its_new_owner_is_seen, .fini = cleanup)
{
	const struct guest_task old = task(0x200, 7, 0x5000, "gzip"),
				new = task(0x100, 9, 0x5000, "md5sum");

	look(100, &old, 1);
	look(200, &new, 1);
	cr_assert_eq(nended, 1);
	cr_assert_eq(nbegan, 1);
	cr_expect_leq(ended[0].until, 100);
	cr_expect_eq(began[0].from, 205);
}

Test(rec_guest_epochs, vfork_shares_a_root_and_holds_twice, .fini = cleanup)
{
	const struct guest_task parent = task(0x100, 7, 0x5000, "sh"),
				child = task(0x200, 8, 0x5000, "sh"), both[] = { child, parent };

	look(100, &parent, 1);
	look(200, both, 2);
	cr_assert_eq(nbegan, 1);
	cr_expect_eq(began[0].task.pid, 8);
	cr_expect_eq(nended, 0);
	look(300, both, 2);
	cr_expect_eq(epochs.n, 2);
}

Test(rec_guest_epochs, thread_met_twice_while_it_changed_is_left_out, .fini = cleanup)
{
	const struct guest_task a = task(0x100, 7, 0x5000, "sh"),
				b = task(0x100, 7, 0x6000, "gzip"), torn[] = { a, b },
				twice[] = { b, b };

	look(100, torn, 2);
	cr_expect_eq(nbegan, 0);
	look(200, twice, 2);
	cr_assert_eq(nbegan, 1);
	cr_expect_str_eq(began[0].task.comm, "gzip");
}

Test(rec_guest_epochs, another_kernel_ends_all, .fini = cleanup)
{
	const struct guest_task both[] = { task(0x100, 1, 0x5000, "init"),
					   task(0x200, 2, 0, "kthreadd") };

	look(100, both, 2);
	nbegan = nended = 0;
	cr_assert_eq(guest_epochs_end(&epochs, 150, &listener), 0);
	cr_expect_eq(nended, 2);
	look(200, both, 2);
	cr_assert_eq(nbegan, 2);
	cr_expect_eq(began[0].from, 205);
}

Test(rec_guest_epochs, many_in_any_order, .fini = cleanup)
{
	struct guest_task tasks[12];

	for (uint32_t i = 0; i < 12; i++)
		tasks[i] = task(0x100 * (1 + i * 5 % 12), 1 + i, 0x1000 * i, "x");
	look(100, tasks, 12);
	cr_expect_eq(nbegan, 12);
	for (uint32_t i = 0; i < 6; i++) {
		const struct guest_task t = tasks[i];

		tasks[i] = tasks[11 - i];
		tasks[11 - i] = t;
	}
	look(200, tasks, 11);
	cr_expect_eq(nbegan, 0);
	cr_assert_eq(nended, 1);
	cr_expect_eq(ended[0].task.pid, 1);
}

/* ---- Sessions that begin later ---- */

Test(rec_guest_epochs, tells_again_of_what_held, .fini = cleanup)
{
	const struct guest_task both[] = { task(0x100, 1, 0x5000, "init"),
					   task(0x200, 2, 0x6000, "sh") };

	look(100, both, 2); /* told at 106 */
	look(200, both, 1); /* the shell's end at 206 */
	nbegan = 0;
	cr_assert_eq(guest_epochs_tell(&epochs, 105, &listener), 0);
	cr_expect_eq(nbegan, 0);
	cr_assert_eq(guest_epochs_tell(&epochs, 205, &listener), 0);
	cr_expect_eq(nbegan, 2);
	nbegan = 0;
	cr_assert_eq(guest_epochs_tell(&epochs, 206, &listener), 0);
	cr_assert_eq(nbegan, 1);
	cr_expect_eq(began[0].task.pid, 1);
	guest_epochs_sweep(&epochs, 206);
	cr_expect_eq(epochs.ngone, 1, "its end is told at that time, not before");
	guest_epochs_sweep(&epochs, 207);
	cr_expect_eq(epochs.ngone, 0);
	cr_expect_eq(epochs.n, 1);
}

static int refuse(void *self, const struct guest_entry *e)
{
	return -ENOMEM;
}

Test(rec_guest_epochs, listener_that_fails_is_heard, .fini = cleanup)
{
	const struct guest_listener deaf = { refuse, refuse, NULL };
	const struct guest_task a = task(0x100, 1, 0x5000, "init");
	const struct guest_sighting s = { &a, 1, 100, 105, 106, &numbers };

	cr_expect_eq(guest_epochs_look(&epochs, &s, &deaf), -ENOMEM);
}
