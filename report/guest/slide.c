/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/slide.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/guest/code_site.h"

#define STEPS (2 * GUEST_REACH / GUEST_STEP + 1)
#define BITS_SURE 16		      /* by which the best slide must lead: 65,536 to 1 */
#define TOP 0xffffffff80000000ull     /* of what the kernel may map for itself; */
#define MODULES 0xffffffffc0000000ull /* behind it modules: whose code is not the kernel's */

/* ---- Votes ---- */

void slide_votes_release(struct slide_votes *v)
{
	free(v->places);
	*v = (struct slide_votes){ 0 };
}

static uint32_t hash(uint64_t rip, int kind)
{
	return ((rip ^ (uint64_t)kind << 48) * 0x9e3779b97f4a7c15ull) >> 32;
}

static struct slide_place *find(const struct slide_votes *v, int kind, uint64_t rip)
{
	uint32_t at = hash(rip, kind) & v->mask;

	while (v->places[at].exits && (v->places[at].rip != rip || v->places[at].kind != kind))
		at = (at + 1) & v->mask;
	return &v->places[at];
}

/* At most half full. */
static int grow(struct slide_votes *v)
{
	struct slide_votes more = { .n = v->n, .mask = v->places ? v->mask * 2 + 1 : 255 };

	more.places = calloc((size_t)more.mask + 1, sizeof(*more.places));
	if (!more.places)
		return -ENOMEM;
	for (uint32_t i = 0; v->places && i <= v->mask; i++)
		if (v->places[i].exits)
			*find(&more, v->places[i].kind, v->places[i].rip) = v->places[i];
	free(v->places);
	v->places = more.places;
	v->mask = more.mask;
	return 0;
}

int slide_vote(struct slide_votes *v, int kind, uint64_t rip, uint64_t exits)
{
	struct slide_place *p;

	if (v->n * 2 >= v->mask && grow(v))
		return -ENOMEM;
	p = find(v, kind, rip);
	if (!p->exits && v->n == SLIDE_PLACES)
		return 0;
	v->n += !p->exits;
	*p = (struct slide_place){ .rip = rip, .kind = kind, .exits = p->exits + exits };
	return 0;
}

/* Boyer and Moore's vote: the value that most agree on, if there is such a one, is left. */
void slide_vote_entry(struct slide_votes *v, enum slide_entry which, uint64_t value)
{
	struct slide_value *e = &v->entries[which];

	if (!value)
		return;
	e->total++;
	if (!e->lead)
		e->value = value;
	e->lead += e->value == value ? 1 : -1;
}

/* ---- How much a kind of instruction says ---- */

static uint32_t log2_of(uint64_t n)
{
	return n ? 63 - __builtin_clzll(n) : 0;
}

static void count_kind(const struct guest_kernel *k, int kind, uint64_t *bytes, uint64_t *sites)
{
	*bytes = *sites = 0;
	for (uint32_t i = 0; i < k->nsegments; i++) {
		const struct guest_segment *s = &k->segments[i];

		*bytes += s->size;
		for (size_t at = 0; at < s->size; at++)
			*sites += code_site_is(kind, s->bytes + at, s->size - at);
	}
}

static uint32_t weigh(const struct guest_kernel *k, int kind)
{
	uint64_t bytes, sites;

	count_kind(k, kind, &bytes, &sites);
	return log2_of(bytes / (sites + 1));
}

/* ---- Scores ---- */

struct scores {
	const struct guest_kernel *kernel;
	int weights[CODE_SITE_KINDS]; /* -1: not needed so far */
	uint64_t bits[STEPS];
	uint32_t places; /* that voted */
};

static uint64_t slide_of(uint64_t step)
{
	return step * GUEST_STEP - GUEST_REACH;
}

static bool stands_on(const struct guest_kernel *k, const struct slide_place *p, uint64_t slide)
{
	size_t n;
	const unsigned char *bytes = guest_kernel_code(k, p->rip - slide, CODE_SITE_BYTES, &n);

	return bytes && code_site_is(p->kind, bytes, n);
}

bool slide_in_kernel(const struct guest_kernel *k, uint64_t rip)
{
	uint64_t base = k->images[0].base;

	if (base >= TOP)
		return rip >= TOP && rip < MODULES;
	return rip - base + GUEST_REACH < 2 * GUEST_REACH + k->images[0].size;
}

static void score(struct scores *s, const struct slide_place *p)
{
	const struct guest_kernel *k = s->kernel;

	if (!slide_in_kernel(k, p->rip))
		return;
	if (s->weights[p->kind] < 0)
		s->weights[p->kind] = weigh(k, p->kind);
	s->places++;
	for (uint64_t i = 0; i < STEPS; i++)
		if (stands_on(k, p, slide_of(i)))
			s->bits[i] += s->weights[p->kind];
}

static void score_all(struct scores *s, const struct slide_votes *v)
{
	memset(s->weights, -1, sizeof(s->weights));
	for (uint32_t i = 0; v->places && i <= v->mask; i++)
		if (v->places[i].exits)
			score(s, &v->places[i]);
}

static uint64_t best_but(const struct scores *s, uint64_t but)
{
	uint64_t best = but ? 0 : 1;

	for (uint64_t i = 0; i < STEPS; i++)
		if (i != but && s->bits[i] > s->bits[best])
			best = i;
	return best;
}

/* ---- Deciding ---- */

static void compare(const struct slide_votes *v, const struct guest_kernel *k, struct slide *out)
{
	for (uint32_t i = 0; v->places && i <= v->mask; i++) {
		const struct slide_place *p = &v->places[i];
		bool matches;

		if (!p->exits || !slide_in_kernel(k, p->rip))
			continue;
		matches = stands_on(k, p, out->slide);
		out->compared += p->exits;
		out->places++;
		out->matched += matches ? p->exits : 0;
		out->places_matched += matches;
	}
}

static int no(char *message, const char *why)
{
	snprintf(message, GUEST_MESSAGE, "%s", why);
	return -1;
}

/* 1; 0: exits say nothing; -1: they contradict each other, or this kernel. */
static int by_exits(const struct slide_votes *v, const struct guest_kernel *k, struct slide *out,
		    char *message)
{
	struct scores s = { .kernel = k };
	uint64_t best, next;

	if (!k->nsegments)
		return 0;
	score_all(&s, v);
	if (!s.places)
		return 0;
	best = best_but(&s, STEPS);
	next = best_but(&s, best);
	*out = (struct slide){ .slide = slide_of(best), .origin = VMT_SLIDE_EXITS };
	compare(v, k, out);
	if (s.bits[next] >= BITS_SURE &&
	    (s.bits[next] + BITS_SURE > s.bits[best] || s.bits[next] * 4 > s.bits[best])) {
		snprintf(message, GUEST_MESSAGE,
			 "exits fit the slides 0x%" PRIx64 " and 0x%" PRIx64
			 ": the guest booted twice, or too few exits were recorded",
			 slide_of(best), slide_of(next));
		return -1;
	}
	if (s.bits[best] < s.bits[next] + BITS_SURE || out->places_matched * 2 < out->places) {
		snprintf(message, GUEST_MESSAGE,
			 "no slide puts the exits on instructions of that kernel (the best one "
			 "%" PRIu32 " of %" PRIu32 " places): is it another?",
			 out->places_matched, out->places);
		return -1;
	}
	return 1;
}

static const char *const entry_symbols[SLIDE_ENTRIES] = { "entry_SYSCALL_64",
							  "entry_SYSENTER_compat" };

/* 1; 0: this register says nothing. */
static int by_entry(const struct slide_votes *v, const struct guest_kernel *k, uint32_t which,
		    uint64_t *slide)
{
	const struct slide_value *e = &v->entries[which];
	const struct guest_symbol *s;

	if (!e->lead || e->lead * 10 < e->total * 9)
		return 0;
	s = guest_image_named(&k->images[0], entry_symbols[which]);
	if (!s)
		return 0;
	*slide = e->value - s->address;
	return !(*slide % GUEST_STEP) && *slide + GUEST_REACH <= 2 * GUEST_REACH;
}

int slide_decide(const struct slide_votes *v, const struct guest_kernel *k, struct slide *out,
		 char message[static GUEST_MESSAGE])
{
	struct slide found = { 0 };
	int known = by_exits(v, k, &found, message);

	if (known < 0)
		return -1;
	for (uint32_t i = 0; i < SLIDE_ENTRIES; i++) {
		uint64_t slide;

		if (!by_entry(v, k, i, &slide))
			continue;
		if (known && slide != found.slide) {
			snprintf(message, GUEST_MESSAGE,
				 "%s says 0x%" PRIx64 ", but the slide was 0x%" PRIx64 " before",
				 entry_symbols[i], slide, found.slide);
			return -1;
		}
		found.slide = slide;
		found.origin = found.origin ? found.origin : VMT_SLIDE_ENTRY;
		found.confirmed = known;
		known = 1;
	}
	if (!known && !k->nsegments)
		return no(message, "symbols alone do not tell: give the kernel's code (vmlinux) as "
				   "well, or record LSTAR (-r msr)");
	if (!known)
		return no(message, "no exit of the kernel's own was recorded that tells");
	*out = found;
	return 0;
}

void slide_describe(const struct slide *s, char text[static GUEST_MESSAGE])
{
	static const char *const sources[] = {
		[VMT_SLIDE_GIVEN] = "as given",
		[VMT_SLIDE_SYMBOLS] = "its symbols are of this boot",
		[VMT_SLIDE_ENTRY] = "by the guest's entry points",
		[VMT_SLIDE_MEMORY] = "read from the guest's memory",
	};

	if (s->origin != VMT_SLIDE_EXITS)
		snprintf(text, GUEST_MESSAGE, "%s",
			 s->origin && s->origin <= VMT_SLIDE_MEMORY ? sources[s->origin]
								    : "of unknown origin");
	else
		snprintf(text, GUEST_MESSAGE,
			 "%" PRIu64 " of %" PRIu64 " exits stand on their instruction%s",
			 s->matched, s->compared,
			 s->confirmed ? ", and the entry points agree" : "");
}
