/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/effects.h"
#include "report/engine/engine.h"

typedef int perform_fn(struct engine *, const struct action *, const int64_t *values);

static int perform_trace(struct engine *e, const struct action *a, const int64_t *values)
{
	out_trace(e->run->out, values[0], &a->args[0]);
	return 0;
}

static int perform_printf(struct engine *e, const struct action *a, const int64_t *values)
{
	out_printf(e->run->out, a->fmt, values, a->args);
	return 0;
}

static int perform_printa(struct engine *e, const struct action *a, const int64_t *values)
{
	return aggset_printa(e->aggs, e->run->out, a->fmt, a->aggs, a->naggs);
}

static int perform_exit(struct engine *e, const struct action *a, const int64_t *values)
{
	e->exiting = true;
	e->status = (uint8_t)values[0];
	return 0;
}

static int perform_trunc(struct engine *e, const struct action *a, const int64_t *values)
{
	return aggset_trunc(e->aggs, a->aggs[0], a->nargs > 0, a->nargs ? values[0] : 0);
}

static int perform_clear(struct engine *e, const struct action *a, const int64_t *values)
{
	aggset_clear(e->aggs, a->aggs[0]);
	return 0;
}

static int perform_normalize(struct engine *e, const struct action *a, const int64_t *values)
{
	if (aggset_normalize(e->aggs, a->aggs[0], values[0]) == -EINVAL)
		fprintf(stderr, "vmtrace: normalize(%s, 0): the factor is kept; give another\n",
			e->program->aggs[a->aggs[0]].name);
	return 0;
}

static int perform_denormalize(struct engine *e, const struct action *a, const int64_t *values)
{
	aggset_normalize(e->aggs, a->aggs[0], 1);
	return 0;
}

static int perform_setopt(struct engine *e, const struct action *a, const int64_t *values)
{
	const char *name = str_of_value(values[0])->text;
	const char *value = a->nargs > 1 ? str_of_value(values[1])->text : NULL;
	int rc = options_set(e->run->options, name, value, OPTION_RUNNING);

	if (rc)
		fprintf(stderr, "vmtrace: setopt(\"%s\"%s%s%s): %s\n", name, value ? ", \"" : "",
			value ? value : "", value ? "\"" : "", option_strerror(rc));
	return 0;
}

static int perform_nothing(struct engine *e, const struct action *a, const int64_t *values)
{
	return 0;
}

static perform_fn *const performers[ACT_NR_KINDS] = {
	[ACT_TRACE] = perform_trace,	     [ACT_PRINTF] = perform_printf,
	[ACT_PRINTA] = perform_printa,	     [ACT_EXIT] = perform_exit,
	[ACT_TRUNC] = perform_trunc,	     [ACT_CLEAR] = perform_clear,
	[ACT_NORMALIZE] = perform_normalize, [ACT_DENORMALIZE] = perform_denormalize,
	[ACT_NOTHING] = perform_nothing,     [ACT_SETOPT] = perform_setopt,
};

static int perform(struct engine *e, const struct action *a, const int64_t *values)
{
	int rc = action_consumes(a->kind) ? free_run_gather(e->free) : 0;

	return rc ? rc : performers[a->kind](e, a, values);
}

int perform_pending(struct engine *e, const struct batch *b, const struct firing *f)
{
	const struct machine *m = e->one;
	int rc = 0;

	if (f->clause->records)
		out_row_begin(e->run->out, (int32_t)b->cpu, f->probe);
	for (uint32_t i = 0; i < m->npending && !rc; i++) {
		const struct pending *p = &m->pending[i];

		rc = perform(e, p->action, m->values + p->values);
	}
	if (f->clause->records)
		out_row_end(e->run->out);
	return rc;
}
