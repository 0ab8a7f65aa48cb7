/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/guest_spells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/room.h"

struct guest_spells {
	uint32_t nclaims, room_claims;
	struct guest_spell *claims;
	uint32_t nsorted; /* of the claims the first, by VM, kind, key and from */
	uint32_t n, room;
	struct guest_spell *spells; /* in the same order */
	uint32_t nvms, room_vms;
	uint32_t *kinds; /* by VM */
};

int guest_spells_new(struct guest_spells **out)
{
	struct guest_spells *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	*out = s;
	return 0;
}

void guest_spells_free(struct guest_spells *s)
{
	if (!s)
		return;
	free(s->claims);
	free(s->spells);
	free(s->kinds);
	free(s);
}

void guest_spells_clear(struct guest_spells *s)
{
	s->nclaims = s->nsorted = s->n = s->nvms = 0;
}

/* ---- Claims ---- */

static int by_key(const struct guest_spell *a, const struct guest_spell *b)
{
	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->key < b->key ? -1 : a->key > b->key;
}

static int by_from(const void *one, const void *other)
{
	const struct guest_spell *a = one, *b = other;
	int order = by_key(a, b);

	return order ? order : a->from < b->from ? -1 : a->from > b->from;
}

static int note_kind(struct guest_spells *s, uint32_t vm, uint32_t kind)
{
	if (room_for((void **)&s->kinds, &s->room_vms, sizeof(*s->kinds), vm + 1ull))
		return -ENOMEM;
	while (s->nvms <= vm)
		s->kinds[s->nvms++] = 0;
	s->kinds[vm] |= 1u << kind;
	return 0;
}

int guest_spells_claim(struct guest_spells *s, const struct guest_spell *claim)
{
	if (claim->until < claim->from)
		return 0;
	if (note_kind(s, claim->vm, claim->kind) ||
	    room_for((void **)&s->claims, &s->room_claims, sizeof(*claim), s->nclaims + 1ull))
		return -ENOMEM;
	s->claims[s->nclaims] = *claim;
	/* the moment behind it is a number too */
	if (claim->until == UINT64_MAX)
		s->claims[s->nclaims].until--;
	s->nclaims++;
	return 0;
}

static void sort_claims(struct guest_spells *s)
{
	if (s->nsorted < s->nclaims)
		qsort(s->claims, s->nclaims, sizeof(*s->claims), by_from);
	s->nsorted = s->nclaims;
}

/* How many of these are not behind one. */
static uint32_t count_upto(const struct guest_spell *list, uint32_t n,
			   const struct guest_spell *last)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (by_from(&list[mid], last) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool guest_spells_claimed(struct guest_spells *s, uint32_t vm, uint32_t kind, uint64_t key)
{
	const struct guest_spell want = { vm, kind, key, UINT64_MAX, UINT64_MAX, 0 };
	uint32_t n;

	if (!s->nsorted)
		sort_claims(s);
	n = count_upto(s->claims, s->nsorted, &want);
	return n && !by_key(&s->claims[n - 1], &want);
}

/* ---- Spells ---- */

static int add(struct guest_spells *s, const struct guest_spell *spell)
{
	struct guest_spell *last = s->n ? &s->spells[s->n - 1] : NULL;

	if (!spell->process || spell->until < spell->from)
		return 0;
	if (last && !by_key(last, spell) && last->process == spell->process &&
	    last->until + 1 == spell->from) {
		last->until = spell->until;
		return 0;
	}
	if (room_for((void **)&s->spells, &s->room, sizeof(*spell), s->n + 1ull))
		return -ENOMEM;
	s->spells[s->n++] = *spell;
	return 0;
}

/*
 * Who claims at a time. All numbers x are the same if and only if n times the sum of x * x is the
 * square of the sum of x.
 */
struct crowd {
	uint64_t n, sum;
	unsigned __int128 squares;
};

static void join(struct crowd *c, uint64_t process)
{
	c->n++;
	c->sum += process;
	c->squares += (unsigned __int128)process * process;
}

static void leave(struct crowd *c, uint64_t process)
{
	c->n--;
	c->sum -= process;
	c->squares -= (unsigned __int128)process * process;
}

static uint32_t agreed(const struct crowd *c)
{
	bool same = c->n * c->squares == (unsigned __int128)c->sum * c->sum;

	if (!c->n)
		return 0;
	return same && c->sum ? c->sum / c->n : GUEST_CONTESTED;
}

static int by_until(const void *one, const void *other)
{
	const struct guest_spell *a = *(const struct guest_spell *const *)one;
	const struct guest_spell *b = *(const struct guest_spell *const *)other;

	return a->until < b->until ? -1 : a->until > b->until;
}

/* Claims of one key, by from, and the same by until. */
static int sweep(struct guest_spells *s, const struct guest_spell *claims,
		 const struct guest_spell **ends, uint32_t n)
{
	struct guest_spell now = { claims->vm, claims->kind, claims->key, 0, 0, 0 };
	struct crowd crowd = { 0 };
	uint32_t begun = 0, ended = 0;
	int rc = 0;

	while (ended < n && !rc) {
		bool begins = begun < n && claims[begun].from <= ends[ended]->until;
		uint64_t at = begins ? claims[begun].from : ends[ended]->until + 1;

		now.until = at - 1;
		if (at > now.from)
			rc = add(s, &now);
		now.from = at;
		while (begins && begun < n && claims[begun].from == at)
			join(&crowd, claims[begun++].process);
		while (!begins && ended < n && ends[ended]->until + 1 == at)
			leave(&crowd, ends[ended++]->process);
		now.process = agreed(&crowd);
	}
	return rc;
}

static int settle_key(struct guest_spells *s, const struct guest_spell *claims, uint32_t n)
{
	const struct guest_spell **ends;
	int rc;

	if (n == 1 && claims->process)
		return add(s, claims);
	ends = malloc(n * sizeof(*ends));
	if (!ends)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++)
		ends[i] = &claims[i];
	qsort(ends, n, sizeof(*ends), by_until);
	rc = sweep(s, claims, ends, n);
	free(ends);
	return rc;
}

int guest_spells_settle(struct guest_spells *s)
{
	int rc = 0;

	sort_claims(s);
	s->n = 0;
	for (uint32_t first = 0, n; first < s->nclaims && !rc; first += n) {
		for (n = 1; first + n < s->nclaims; n++)
			if (by_key(&s->claims[first], &s->claims[first + n]))
				break;
		rc = settle_key(s, &s->claims[first], n);
	}
	s->nclaims = s->nsorted = 0;
	return rc;
}

/* ---- Asking ---- */

uint32_t guest_spells_kinds(const struct guest_spells *s, uint64_t vm)
{
	return vm < s->nvms ? s->kinds[vm] : 0;
}

uint32_t guest_spells_find(const struct guest_spells *s, uint32_t vm, uint32_t kind, uint64_t key,
			   uint64_t time, uint64_t *from, uint64_t *until)
{
	const struct guest_spell want = { vm, kind, key, time, time, 0 };
	uint32_t n = count_upto(s->spells, s->n, &want);
	const struct guest_spell *before = n ? &s->spells[n - 1] : NULL;
	const struct guest_spell *behind = n < s->n ? &s->spells[n] : NULL;

	if (before && by_key(before, &want))
		before = NULL;
	if (behind && by_key(behind, &want))
		behind = NULL;
	if (before && time <= before->until) {
		*from = before->from;
		*until = before->until;
		return before->process;
	}
	*from = before ? before->until + 1 : 0;
	*until = behind ? behind->from - 1 : UINT64_MAX;
	return 0;
}
