/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/principal.h"

#include <errno.h>
#include <stdlib.h>

#define HEADER 12 /* of a record: its clause and the time */
#define ALIGN 4	  /* of a record */
#define LEAST 8	  /* of a buffer */
#define MOST_CPUS 65536

struct cpu_buffer {
	uint64_t used, dropped;
	struct kept_list kept;
};

struct principal {
	enum bufpolicy policy;
	uint64_t size, interval;
	uint64_t period;  /* of the clock, counted in intervals, that the buffers hold */
	uint64_t order;	  /* of the next that is kept */
	uint64_t reserve; /* of a buffer that fills, for END */
	bool full;
	uint32_t ncpus;
	struct cpu_buffer *cpus;
	uint64_t *sizes, *needs; /* of each clause: of its record, and while it runs */
	uint64_t most;
};

static uint64_t round_up(uint64_t at, uint64_t to)
{
	return (at + to - 1) / to * to;
}

static uint64_t place(uint64_t at, const struct vtype *t, uint64_t strsize)
{
	uint64_t size = is_text(t) ? strsize : t->size;
	bool aligned = t->kind == V_INT || t->kind == V_FLOAT || is_symbol(t);

	return aligned ? round_up(at, size) + size : at + size;
}

/* What records something of its own, such as printa() its aggregation's number. */
static const struct vtype own = { .kind = V_INT, .size = 8 };

static uint64_t place_action(uint64_t at, const struct action *a, uint64_t strsize)
{
	if (a->kind == ACT_SPECULATE || a->kind == ACT_COMMIT || a->kind == ACT_DISCARD ||
	    a->kind == ACT_NOTHING)
		return at;
	if (!a->nargs || a->naggs)
		at = place(at, &own, strsize);
	for (uint32_t i = 0; i < a->nargs; i++)
		at = place(at, &a->args[i], strsize);
	return at;
}

uint64_t record_size(const struct program *p, const struct clause *c, uint64_t strsize)
{
	uint64_t at = HEADER;

	for (const struct insn *i = c->body; i->op != OP_END; i++)
		if (i->op == OP_ACT)
			at = place_action(at, &p->actions[i->a], strsize);
	return c->records ? round_up(at, ALIGN) : 0;
}

/* An aggregation's number, keys and value pass through the buffer, behind the record. */
static uint64_t need(const struct program *p, const struct clause *c, uint64_t size,
		     uint64_t strsize)
{
	uint64_t most = size > HEADER ? size : HEADER;

	for (const struct insn *i = c->body; i->op != OP_END; i++) {
		const struct agguse *use = &p->uses[i->a];
		uint64_t at = size > HEADER ? size : HEADER;

		if (i->op != OP_AGG)
			continue;
		at = place(at % 8 ? at : at + 4, &own, strsize);
		for (uint32_t k = 0; k < use->nkeys; k++)
			at = place(at, &use->keys[k], strsize);
		at = round_up(at, 8) + 8;
		most = at > most ? at : most;
	}
	return round_up(most, ALIGN);
}

static bool is_end(const struct clause *c, const struct probe_set *probes)
{
	for (uint32_t i = 0; i < c->nprobes; i++)
		if (probe_set_at(probes, c->probes[i])->kind == PROBE_END)
			return true;
	return false;
}

/* A program that aggregates has a buffer for its longest record, whatever was asked. */
static uint64_t buffer_size(const struct principal *b, const struct program *p, uint64_t wanted)
{
	if (wanted == OPTION_UNSET)
		return wanted;
	if (p->nuses && wanted < b->most)
		wanted = b->most;
	return wanted & ~7ull;
}

int principal_new(struct principal **out, const struct program *p, const struct probe_set *probes,
		  const struct options *o)
{
	struct principal *b = NULL;

	*out = NULL;
	if (o->bufsize == OPTION_UNSET && o->bufpolicy == BUF_SWITCH)
		return 0;
	b = calloc(1, sizeof(*b));
	if (!b)
		return -ENOMEM;
	b->policy = o->bufpolicy;
	b->interval = o->switchrate;
	b->sizes = calloc(p->nclauses + 1, sizeof(*b->sizes));
	b->needs = calloc(p->nclauses + 1, sizeof(*b->needs));
	if (!b->sizes || !b->needs) {
		principal_free(b);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < p->nclauses; i++) {
		b->sizes[i] = record_size(p, &p->clauses[i], o->strsize);
		b->needs[i] = need(p, &p->clauses[i], b->sizes[i], o->strsize);
		b->most = b->needs[i] > b->most ? b->needs[i] : b->most;
		if (b->policy == BUF_FILL && is_end(&p->clauses[i], probes))
			b->reserve += b->needs[i] + ALIGN;
	}
	b->size = buffer_size(b, p, o->bufsize);
	*out = b;
	return 0;
}

void principal_free(struct principal *b)
{
	if (!b)
		return;
	for (uint32_t i = 0; i < b->ncpus; i++)
		kept_release(&b->cpus[i].kept);
	free(b->cpus);
	free(b->sizes);
	free(b->needs);
	free(b);
}

const char *principal_refusal(const struct principal *b)
{
	if (b->most && b->size < LEAST)
		return "Enabling exceeds size of buffer; raise the option bufsize";
	if (b->reserve > b->size)
		return "END enabling exceeds size of principal buffer";
	return NULL;
}

static struct cpu_buffer *buffer_of(struct principal *b, uint32_t cpu)
{
	cpu %= MOST_CPUS;
	if (cpu >= b->ncpus) {
		struct cpu_buffer *p = realloc(b->cpus, (cpu + 1) * sizeof(*p));

		if (!p)
			return NULL;
		b->cpus = p;
		while (b->ncpus <= cpu)
			p[b->ncpus++] = (struct cpu_buffer){ 0 };
	}
	return &b->cpus[cpu];
}

static void switch_buffers(struct principal *b, uint64_t ns)
{
	uint64_t period = ns / (b->interval ? b->interval : 1);

	if (period == b->period)
		return;
	b->period = period;
	for (uint32_t i = 0; i < b->ncpus; i++)
		b->cpus[i].used = 0;
}

bool principal_reserve(struct principal *b, uint32_t cpu, uint32_t clause, uint64_t ns, bool ending)
{
	struct cpu_buffer *c = buffer_of(b, cpu);

	if (!c)
		return false;
	if (b->policy == BUF_RING) {
		c->dropped += b->needs[clause] > b->size;
		return b->needs[clause] <= b->size;
	}
	if (b->policy == BUF_FILL) {
		b->full |= !ending && c->used + b->needs[clause] > b->size - b->reserve;
		return !b->full || ending;
	}
	switch_buffers(b, ns);
	if (c->used + b->needs[clause] <= b->size)
		return true;
	c->dropped++;
	return false;
}

bool principal_full(const struct principal *b)
{
	return b->full;
}

int principal_take(struct principal *b, const struct wish *w, uint32_t clause)
{
	struct cpu_buffer *c = buffer_of(b, w->cpu);
	uint64_t size = b->sizes[clause];
	int rc;

	if (!c)
		return -ENOMEM;
	c->used += size;
	if (b->policy == BUF_SWITCH)
		return 1;
	rc = kept_add(&c->kept, w, size);
	if (rc)
		return rc;
	c->kept.last->order = b->order++;
	while (b->policy == BUF_RING && c->kept.size > b->size)
		kept_free(kept_take(&c->kept));
	return 0;
}

struct kept *principal_next(struct principal *b)
{
	struct cpu_buffer *next = NULL;

	for (uint32_t i = 0; i < b->ncpus; i++) {
		const struct kept *k = b->cpus[i].kept.first;

		if (k && (!next || k->order < next->kept.first->order))
			next = &b->cpus[i];
	}
	return next ? kept_take(&next->kept) : NULL;
}

void principal_tell(const struct principal *b, bool tags, FILE *f)
{
	for (uint32_t i = 0; i < b->ncpus; i++)
		if (b->cpus[i].dropped)
			fprintf(f, "vmtrace: %s%llu drop%s on CPU %u\n",
				tags ? "[DTRACEDROP_PRINCIPAL] " : "",
				(unsigned long long)b->cpus[i].dropped,
				b->cpus[i].dropped == 1 ? "" : "s", i);
}
