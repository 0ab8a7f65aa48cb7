/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "format/footer.h"
#include "format/vmt.h"

/* A recording of days ends without an index rather than with one that no reader takes. */
Test(fmt_footer, takes_no_more_than_a_section_holds)
{
	static const uint8_t head[SECTION_HEAD];
	struct footer f;

	cr_assert(eq(int, footer_init(&f), 0));
	cr_assert(eq(int, footer_add(&f, head, NULL, 0), 0));
	f.frame.size = FOOTER_MAX_FRAME + 1;
	cr_assert(eq(int, footer_add(&f, head, NULL, 0), VMT_EINVAL));
	footer_release(&f);
}
