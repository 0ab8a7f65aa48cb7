/* SPDX-License-Identifier: GPL-2.0 */
#include "report/summary/summary.h"

#include <stdlib.h>

#include "report/summary/sum_print.h"
#include "report/summary/sum_rank.h"

static int print_vms(const struct sum *s, FILE *f)
{
	struct ranking vms;
	int error = rank(&vms, &s->vm, NULL, 0, NULL);

	for (uint32_t i = 0; i < vms.n && !error; i++)
		error = sum_print_vm(s, vms.rows[i].keys[0], vms.rows[i].state, f);
	free(vms.rows);
	return error;
}

static int print_session(const struct world_session *ws, FILE *f)
{
	struct sum s;
	int error = sum_gather(&s, ws);

	if (!error)
		error = sum_print_head(&s, f);
	if (!error)
		error = sum_print_losses(&s, f);
	if (!error)
		error = print_vms(&s, f);
	if (!error)
		error = sum_print_ticks(&s, f);
	sum_release(&s);
	return error;
}

int summary(const struct world *w, FILE *f)
{
	int error = 0;

	for (uint32_t i = 0; i < w->nsessions && !error; i++) {
		if (w->nsessions > 1)
			fprintf(f, "%sSession %u of %u\n", i ? "\n" : "", i + 1, w->nsessions);
		error = print_session(&w->sessions[i], f);
	}
	if (!w->nsessions)
		fputs("No sessions.\n", f);
	return error;
}
