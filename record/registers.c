/* SPDX-License-Identifier: GPL-2.0 */
#include "record/registers.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "record/rec_events.h"

#define REG(bit, name, number, width, groups, vmx, svm) \
	[bit] = { #name, number, bit, width, groups },
static const struct reg table[] = { VMTRACE_REGS(REG) };
#undef REG

static const struct {
	const char *name;
	uint8_t groups;
} groups[] = {
	{ "base", VMTRACE_G_BASE },
	{ "gpr", VMTRACE_G_GPR },
	{ "seg", VMTRACE_G_SEG },
	{ "ctl", VMTRACE_G_CTL },
	{ "exit", VMTRACE_G_EXIT },
	{ "msr", VMTRACE_G_MSR },
	{ "all", 0xff },
	{ "none", 0 },
};

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

const struct reg *reg_at(uint32_t bit)
{
	return bit < LENGTH(table) && table[bit].name ? &table[bit] : NULL;
}

static void set_bit(struct reg_set *s, uint32_t bit)
{
	s->word[bit / 64] |= 1ull << bit % 64;
}

const struct reg *reg_next(const struct reg_set *s, uint32_t *bit)
{
	for (; *bit < LENGTH(table); ++*bit)
		if (s->word[*bit / 64] >> *bit % 64 & 1)
			return reg_at((*bit)++);
	return NULL;
}

uint32_t reg_set_count(const struct reg_set *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < VMTRACE_REG_WORDS; i++)
		n += __builtin_popcountll(s->word[i]);
	return n;
}

/* VMX_GUEST_CR3 is cr3, SVM_ASID is asid. */
static const char *short_name(const struct reg *r)
{
	static const char *const prefixes[] = { "VMX_GUEST_", "VMX_", "SVM_", "VM_" };

	for (uint32_t i = 0; i < LENGTH(prefixes); i++)
		if (!strncmp(r->name, prefixes[i], strlen(prefixes[i])))
			return r->name + strlen(prefixes[i]);
	return r->name;
}

static int add_group(struct reg_set *s, const char *name)
{
	for (uint32_t i = 0; i < LENGTH(groups); i++) {
		if (strcasecmp(name, groups[i].name))
			continue;
		for (uint32_t bit = 0; bit < LENGTH(table); bit++)
			if (table[bit].groups & groups[i].groups)
				set_bit(s, bit);
		return 0;
	}
	return -1;
}

int reg_set_add(struct reg_set *s, const char *name)
{
	int found = add_group(s, name);

	for (uint32_t bit = 0; bit < LENGTH(table); bit++) {
		const struct reg *r = reg_at(bit);

		if (!r || (strcasecmp(name, r->name) && strcasecmp(name, short_name(r))))
			continue;
		set_bit(s, bit);
		found = 0;
	}
	return found;
}

#define LONGEST 40 /* no register's name is longer */

/* Levenshtein's distance, case ignored. */
static uint32_t distance(const char *a, const char *b)
{
	uint32_t row[LONGEST + 1], n = strnlen(b, LONGEST);

	for (uint32_t j = 0; j <= n; j++)
		row[j] = j;
	for (uint32_t i = 0; a[i] && i < LONGEST; i++) {
		uint32_t diagonal = row[0]++;

		for (uint32_t j = 0; j < n; j++) {
			uint32_t above = row[j + 1];
			uint32_t best = diagonal + !!strncasecmp(a + i, b + j, 1);

			if (above + 1 < best)
				best = above + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
			diagonal = above;
		}
	}
	return row[n];
}

static void nearer(const char *name, const char *candidate, uint32_t *best, const char **out)
{
	uint32_t d = distance(name, candidate);

	if (d < *best) {
		*best = d;
		*out = candidate;
	}
}

const char *reg_nearest(const char *name, char *buffer, uint32_t size)
{
	uint32_t best = 2 + strlen(name) / 3, i; /* beyond that a name is no misspelling */
	const char *found = NULL, *full = NULL;

	for (i = 0; i < LENGTH(groups); i++)
		nearer(name, groups[i].name, &best, &found);
	for (i = 0; i < LENGTH(table); i++)
		if (reg_at(i))
			nearer(name, short_name(reg_at(i)), &best, &found);
	for (i = 0; i < LENGTH(table); i++)
		if (reg_at(i))
			nearer(name, reg_at(i)->name, &best, &full);
	if (!found && !full)
		return NULL;
	snprintf(buffer, size, "%s", full ? full : found);
	for (i = 0; !full && buffer[i]; i++)
		buffer[i] = tolower((unsigned char)buffer[i]);
	return buffer;
}

static int unknown_register(const char *name, struct trouble *t)
{
	char buffer[64];
	const char *near = reg_nearest(name, buffer, sizeof(buffer));

	return trouble_set(t, TROUBLE_USAGE,
			   "-r %s: unknown register; %s%s'vmtrace list' names all", name,
			   near ? near : "", near ? " is near, " : "");
}

static int add_to_events(struct reg_set *sets, uint32_t *given, uint32_t events, const char *name)
{
	int r = 0;

	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++) {
		if (!(events >> e & 1))
			continue;
		if (!(*given >> e & 1))
			memset(&sets[e], 0, sizeof(sets[e]));
		*given |= 1u << e;
		r |= reg_set_add(&sets[e], name);
	}
	return r;
}

int reg_sets_parse(struct reg_set sets[VMTRACE_NR_EVENTS], uint32_t *given, const char *list,
		   struct trouble *t)
{
	uint32_t events = 1u << VMTRACE_ON_EXIT | 1u << VMTRACE_ON_SAMPLE;
	char item[64];

	for (;;) {
		const char *colon;
		int n = strcspn(list, ",");

		snprintf(item, sizeof(item), "%.*s", n, list);
		colon = strchr(item, ':');
		if (colon)
			events = rec_event_find(item, colon - item);
		if (!events)
			return trouble_set(t, TROUBLE_USAGE,
					   "-r %s: unknown event; registers are for exit:, entry: "
					   "or profile:",
					   item);
		colon = colon ? colon + 1 : item;
		if (add_to_events(sets, given, events, colon))
			return unknown_register(colon, t);
		if (!list[n])
			return 0;
		list += n + 1;
	}
}
