/* SPDX-License-Identifier: GPL-2.0 */
#include "report/losses.h"
#include "report/print/units.h"

bool losses_print(const struct world_session *s, FILE *f)
{
	const char *separator = "";
	char text[UNIT_TEXT], stream[32];

	for (uint32_t i = 0; i < WORLD_STREAMS; i++) {
		const struct str *name = world_name(s, VMT_SET_STREAM, i);

		if (!s->lost[i])
			continue;
		fprintf(f, "%s%s %s", separator, unit_count(text, s->lost[i]),
			unit_text(stream, sizeof(stream), name ? name->text : "rows"));
		separator = ", ";
	}
	return *separator;
}
