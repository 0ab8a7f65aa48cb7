/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/shelf.h"

static char dir[] = "/tmp/rec_shelf.XXXXXX";

static void setup(void)
{
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
}

static void cleanup(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_expect_eq(system(command), 0);
}

static void put(struct shelf *s, const char *name)
{
	close(open(name, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(shelf_put(s, name), 0);
}

Test(rec_shelf, names_are_stamped_and_new, .init = setup, .fini = cleanup)
{
	char name[SHELF_NAME], next[SHELF_NAME];

	cr_assert_eq(shelf_name("x.vmt", name), 0);
	cr_expect_eq(strncmp(name, "x.vmt.20", 8), 0);
	cr_expect_eq(strlen(name), strlen("x.vmt.") + 16);
	for (const char *p = name + 6; *p; p++)
		cr_expect(isdigit((unsigned char)*p));
	close(open(name, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(shelf_name("x.vmt", next), 0);
	cr_expect_str_neq(name, next);
}

Test(rec_shelf, a_name_too_long_is_refused)
{
	char output[SHELF_NAME], name[SHELF_NAME];

	memset(output, 'x', sizeof(output));
	output[SHELF_NAME - 1] = 0;
	cr_expect_eq(shelf_name(output, name), -1);
}

Test(rec_shelf, the_oldest_go, .init = setup, .fini = cleanup)
{
	struct shelf s;

	cr_assert_eq(shelf_init(&s, 2), 0);
	put(&s, "a");
	put(&s, "b");
	cr_expect(!access("a", F_OK));
	put(&s, "c");
	put(&s, "d");
	cr_expect(access("a", F_OK) && access("b", F_OK));
	cr_expect(!access("c", F_OK) && !access("d", F_OK));
	shelf_release(&s);
}

Test(rec_shelf, without_a_limit_all_stay, .init = setup, .fini = cleanup)
{
	struct shelf s;

	cr_assert_eq(shelf_init(&s, 0), 0);
	put(&s, "a");
	put(&s, "b");
	cr_expect(!access("a", F_OK) && !access("b", F_OK));
	shelf_release(&s);
}
