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

static int print_session(const struct sum *s, FILE *f)
{
	int error = sum_print_head(s, f);

	if (!error)
		error = sum_print_losses(s, f);
	if (!error)
		error = print_vms(s, f);
	if (!error)
		error = sum_print_ticks(s, f);
	return error;
}

static int summarise(struct world *w, uint32_t i, FILE *f)
{
	struct sum s;
	int error = sum_gather(&s, &w->sessions[i]);

	/* Whether it is one of several: a pipe tells it now. */
	if (!error)
		error = world_more(w, i);
	s.session = &w->sessions[i];
	if (!error && w->nsessions > 1)
		fprintf(f, "%sSession %u\n", i ? "\n" : "", i + 1);
	if (!error)
		error = print_session(&s, f);
	sum_release(&s);
	return error;
}

int summary(struct world *w, FILE *f)
{
	int error = 0;

	w->want_guests = true;
	error = world_name_guests(w, NULL);
	for (uint32_t i = 0; i < w->nsessions && !error; i++)
		error = summarise(w, i, f);
	if (!w->nsessions)
		fputs("No sessions.\n", f);
	return error;
}
