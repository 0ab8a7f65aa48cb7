/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/engine/effects.h"
#include "report/engine/ordered.h"

typedef int perform_fn(struct engine *, const struct action *, const int64_t *values);

static int perform_trace(struct engine *e, const struct action *a, const int64_t *values)
{
	out_trace(e->run->out, values[0], &a->args[0]);
	return 0;
}

static int perform_print(struct engine *e, const struct action *a, const int64_t *values)
{
	out_print(e->run->out, a->type, values[0]);
	return 0;
}

static int perform_tracemem(struct engine *e, const struct action *a, const int64_t *values)
{
	const struct str *s = str_of_value(values[0]);
	uint64_t limit = a->nargs > 1 ? values[1] : 0;

	/* a limit of 0 is none, as in dtrace */
	out_hex(e->run->out, s->text, limit && limit < s->len ? limit : s->len);
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

/* A number that stands for one of another sign if it is narrow: dtrace takes it so. */
static int64_t recorded_as(const struct action *a, const int64_t *values, bool sign)
{
	struct vtype t = a->args[0];

	t.sign = sign;
	return out_recorded(values[0], &t);
}

static int perform_trunc(struct engine *e, const struct action *a, const int64_t *values)
{
	bool has_n = a->nargs > 0;

	return aggset_trunc(e->aggs, a->aggs[0], has_n, has_n ? recorded_as(a, values, true) : 0);
}

static int perform_clear(struct engine *e, const struct action *a, const int64_t *values)
{
	aggset_clear(e->aggs, a->aggs[0]);
	return 0;
}

static int perform_normalize(struct engine *e, const struct action *a, const int64_t *values)
{
	if (aggset_normalize(e->aggs, a->aggs[0], recorded_as(a, values, false)) == -EINVAL)
		fprintf(stderr, "vmtrace: normalize(%s, 0): the factor is 1 now; give another\n",
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

static int perform_symbol(struct engine *e, const struct action *a, const int64_t *values)
{
	out_column(e->run->out, values[0], &a->args[0], 0);
	return 0;
}

/* The text that a format makes; the caller frees it. NULL: no memory. */
static char *format(struct engine *e, const struct action *a, const int64_t *values)
{
	struct out text = { .options = e->run->options };
	char *made = NULL;
	size_t size;

	text.file = open_memstream(&made, &size);
	if (!text.file)
		return NULL;
	out_printf(&text, a->fmt, values, a->args);
	if (fclose(text.file)) {
		free(made);
		return NULL;
	}
	return made;
}

static int perform_system(struct engine *e, const struct action *a, const int64_t *values)
{
	char *command = format(e, a, values);

	if (!command)
		return -ENOMEM;
	fflush(e->run->out->file);
	if (system(command) < 0)
		fprintf(stderr, "vmtrace: system(\"%s\"): %s\n", command, strerror(errno));
	free(command);
	return 0;
}

/* What the run began with stays open meanwhile. */
static void reopen(struct engine *e, FILE *file)
{
	struct out *o = e->run->out;

	if (e->original)
		fclose(o->file);
	else
		fflush(o->file);
	if (!file) {
		o->file = e->original;
		e->original = NULL;
		return;
	}
	if (!e->original)
		e->original = o->file;
	o->file = file;
}

static int perform_freopen(struct engine *e, const struct action *a, const int64_t *values)
{
	char *name = a->fmt ? format(e, a, values) : NULL;
	FILE *file = name ? fopen(name, "ae") : NULL;

	if (a->fmt && !name)
		return -ENOMEM;
	if (name && !file)
		fprintf(stderr, "vmtrace: freopen(\"%s\"): %s\n", name, strerror(errno));
	else if (file || e->original)
		reopen(e, file);
	free(name);
	return 0;
}

/* Nothing happens to what is no file, such as a pipe. */
static int perform_ftruncate(struct engine *e, const struct action *a, const int64_t *values)
{
	FILE *file = e->run->out->file;

	fflush(file);
	if (ftruncate(fileno(file), 0) == 0)
		rewind(file);
	return 0;
}

/* It is told once at the end. */
static int perform_live(struct engine *e, const struct action *a, const int64_t *values)
{
	if (!e->nlive++)
		e->live = a->name;
	return 0;
}

static perform_fn *const performers[ACT_NR_KINDS] = {
	[ACT_TRACE] = perform_trace,	     [ACT_PRINT] = perform_print,
	[ACT_TRACEMEM] = perform_tracemem,   [ACT_PRINTF] = perform_printf,
	[ACT_PRINTA] = perform_printa,	     [ACT_EXIT] = perform_nothing,
	[ACT_TRUNC] = perform_trunc,	     [ACT_CLEAR] = perform_clear,
	[ACT_NORMALIZE] = perform_normalize, [ACT_DENORMALIZE] = perform_denormalize,
	[ACT_SYMBOL] = perform_symbol,	     [ACT_SYSTEM] = perform_system,
	[ACT_FREOPEN] = perform_freopen,     [ACT_FTRUNCATE] = perform_ftruncate,
	[ACT_LIVE] = perform_live,	     [ACT_NOTHING] = perform_nothing,
	[ACT_SETOPT] = perform_setopt,
};

int gather_aggregations(struct engine *e)
{
	return free_run_gather(e->free) ?: ordered_flush(e->ordered);
}

static int perform(struct engine *e, const struct action *a, const int64_t *values)
{
	int rc = 0;

	if (action_consumes(a->kind))
		rc = gather_aggregations(e);
	return rc ? rc : performers[a->kind](e, a, values);
}

int perform_alone(struct engine *e, uint32_t cpu, const struct firing *f, const struct action *a,
		  const int64_t *values)
{
	int rc;

	progress_hide(&e->progress);
	out_row_begin(e->run->out, (int32_t)cpu, f->probe);
	rc = performers[a->kind](e, a, values);
	out_row_end(e->run->out);
	return rc;
}

static int perform_wish(struct engine *e, const struct wish *w)
{
	bool records = w->firing->clause->records;
	int rc = 0;

	if (records)
		out_row_begin(e->run->out, w->cpu, w->firing->probe);
	for (uint32_t i = 0; i < w->n && !rc; i++)
		rc = perform(e, w->pending[i].action, w->values + w->pending[i].values);
	if (records)
		out_row_end(e->run->out);
	return rc;
}

static int perform_kept(struct engine *e, struct kept *k)
{
	int rc = perform_wish(e, &k->wish);

	kept_free(k);
	return rc;
}

/* What goes to the principal buffer; without one it is performed at once. */
static int give(struct engine *e, const struct wish *w)
{
	int rc = e->principal && w->firing->clause->records
			 ? principal_take(e->principal, w, w->firing->index)
			 : 1;

	return rc > 0 ? perform_wish(e, w) : rc;
}

static int give_committed(struct engine *e)
{
	struct kept_list *l = speculations_committed(e->speculations);
	struct kept *k;
	int rc = 0;

	while (!rc && (k = kept_take(l))) {
		rc = give(e, &k->wish);
		kept_free(k);
	}
	return rc;
}

static int speculate(struct engine *e, const struct wish *w)
{
	const struct clause *c = w->firing->clause;

	if (e->one->committed || !c->records)
		return 0;
	return speculations_keep(e->speculations, e->one->speculation, w,
				 record_size(e->program, c, e->run->options->strsize));
}

bool engine_exit(struct engine *e)
{
	bool first = !e->exiting;

	e->exiting = true;
	return first || e->ending;
}

/* The status is recorded data: a clause that faults behind exit() ends the run without it. */
static void take_status(struct engine *e, const struct wish *w)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->pending[i].action->kind == ACT_EXIT)
			e->status = (uint8_t)w->values[w->pending[i].values];
}

int perform_pending(struct engine *e, const struct batch *b, const struct firing *f)
{
	const struct machine *m = e->one;
	struct wish w = { .firing = f,
			  .cpu = (int32_t)b->cpu,
			  .n = m->npending,
			  .nvalues = m->nvalues,
			  .pending = m->pending,
			  .values = m->values };
	int rc = m->committed ? give_committed(e) : 0;

	if (m->npending)
		progress_hide(&e->progress);
	if (rc || machine_left(m))
		return rc;
	take_status(e, &w);
	return m->speculates ? speculate(e, &w) : give(e, &w);
}

int perform_rest(struct engine *e)
{
	struct kept *k;
	int rc = 0;

	while (e->principal && !rc && (k = principal_next(e->principal)))
		rc = perform_kept(e, k);
	return rc;
}

void perform_close(struct engine *e)
{
	if (e->original)
		reopen(e, NULL);
}
