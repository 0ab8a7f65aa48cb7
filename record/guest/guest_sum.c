/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_sum.h"

#include <string.h>

static void print_cost(const struct guest_watch *g, FILE *f)
{
	struct guest_count sum = g->forgotten;

	for (uint32_t i = 0; i < g->nvms; i++)
		guest_count_add(&sum, &g->vms[i]->count);
	if (sum.named)
		fprintf(f,
			"vmtrace: guests: %u of %u told their names, in %u look%s; a first one "
			"took "
			"%.0f ms of CPU at most, another %.1f ms\n",
			sum.named, sum.met, sum.looks, sum.looks == 1 ? "" : "s", sum.first / 1e6,
			sum.other / 1e6);
}

static const char *reason(const struct watched_vm *v)
{
	return v->guest.nlooks || *v->text ? v->text : "gone before it could be looked at";
}

/* How many have the same as the i-th; 0: one before it has. */
static uint32_t count_alike(const struct guest_watch *g, uint32_t i)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < g->nvms; k++) {
		bool same = !strcmp(reason(g->vms[k]), reason(g->vms[i]));

		if (same && k < i)
			return 0;
		n += same;
	}
	return n;
}

void guest_sum_print(const struct guest_watch *g, FILE *f)
{
	if (g->fd < 0)
		return;
	print_cost(g, f);
	if (!g->nvms && !g->forgotten.met)
		fputs("vmtrace: guests: no record was of one in 64-bit mode: no names\n", f);
	for (uint32_t i = 0; i < g->nvms; i++) {
		const char *why = reason(g->vms[i]);
		uint32_t n = *why ? count_alike(g, i) : 0;

		if (n == 1)
			fprintf(f, "vmtrace: guest of process %u: %s\n", g->vms[i]->tgid, why);
		else if (n)
			fprintf(f, "vmtrace: %u guests: %s\n", n, why);
	}
	if (g->crowded)
		fprintf(f, "vmtrace: guests: more than %u at once: the others have no names\n",
			GUEST_WATCH_VMS);
}
