/* SPDX-License-Identifier: GPL-2.0 */
#include "record/exit_filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "format/vmt_reasons.h"

struct reason {
	uint32_t value;
	const char *name;
};

#define REASON(value, name) { value, #name },
static const struct reason svm[] = { SVM_REASONS(REASON) };
static const struct reason vmx[] = { VMX_REASONS(REASON) };

static const struct {
	uint32_t isa;
	const char *name;
	const struct reason *reasons;
	uint32_t n;
} tables[] = {
	{ VMTRACE_SVM, "AMD", svm, sizeof(svm) / sizeof(svm[0]) },
	{ VMTRACE_VMX, "Intel", vmx, sizeof(vmx) / sizeof(vmx[0]) },
};
#define NTABLES (sizeof(tables) / sizeof(tables[0]))

/* ---- Names ---- */

static void set_named(struct exit_filter *f, uint32_t value)
{
	if (value < EXIT_FILTER_REASONS)
		f->named[value / 64] |= 1ull << value % 64;
}

/* Those of a table that a name with * and ? means; how many. */
static uint32_t find(struct exit_filter *f, uint32_t table, const char *name)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < tables[table].n; i++) {
		if (fnmatch(name, tables[table].reasons[i].name, 0))
			continue;
		set_named(f, tables[table].reasons[i].value);
		found++;
	}
	return found;
}

/* The names behind the operator; NULL: there is none. */
static const char *names_of(const char *text, bool *negated)
{
	static const char key[] = "reason";

	if (strncmp(text, key, sizeof(key) - 1))
		return NULL;
	text += sizeof(key) - 1;
	*negated = !strncmp(text, "!=", 2);
	return *negated || !strncmp(text, "==", 2) ? text + 2 : NULL;
}

static const char *next_name(const char *names, char name[64])
{
	size_t n = strcspn(names, ",");

	snprintf(name, 64, "%.*s", (int)(n < 64 ? n : 63), names);
	return names[n] ? names + n + 1 : NULL;
}

int exit_filter_check(const char *text, struct trouble *t)
{
	struct exit_filter f;
	const char *names = names_of(text, &f.negated);
	char name[64];

	if (!names)
		return trouble_set(t, TROUBLE_USAGE,
				   "--filter %s: not reason==NAME,..., reason!=NAME,..., "
				   "execname==NAME,..., pid==NUMBER,... or tid==NUMBER,...",
				   text);
	while (names) {
		uint32_t found = 0;

		names = next_name(names, name);
		for (uint32_t i = 0; i < NTABLES; i++)
			found += find(&f, i, name);
		if (!found)
			return trouble_set(t, TROUBLE_USAGE,
					   "--filter: %s: no exit has this name; 'vmtrace list' on "
					   "a trace shows them, as CPUID, MSR*",
					   name);
	}
	return 0;
}

int exit_filter_init(struct exit_filter *f, const char *text, uint32_t every, uint32_t isa,
		     struct trouble *t)
{
	uint32_t table = isa == tables[0].isa ? 0 : 1, found = 0;
	const char *names;
	char name[64];

	*f = (struct exit_filter){ .text = text, .every = every };
	names = text ? names_of(text, &f->negated) : NULL;
	while (names) {
		names = next_name(names, name);
		found += find(f, table, name);
	}
	if (!text || found)
		return 0;
	return trouble_set(t, TROUBLE_FAILED,
			   "--filter %s: no exit of this %s host has such a name", text,
			   tables[table].name);
}

bool exit_filter_is_on(const struct exit_filter *f)
{
	return f->text || f->every > 1;
}

/* ---- Events ---- */

/* One without a reason may be any. Of VMX the low 16 bits are the reason. */
static bool wants_reason(const struct exit_filter *f, const struct vmtrace_vcpu *v)
{
	uint32_t reason = v->reason & 0xffff;
	bool named;

	if (!f->text || v->rec.flags & VMTRACE_REC_UNREAD)
		return true;
	named = reason < EXIT_FILTER_REASONS && f->named[reason / 64] >> reason % 64 & 1;
	return named != f->negated;
}

static bool takes_exit(const struct exit_filter *f, struct exit_filter_state *s,
		       const struct vmtrace_vcpu *v)
{
	bool takes = wants_reason(f, v);

	if (takes && f->every > 1) {
		takes = !s->passed;
		s->passed = (s->passed + 1) % f->every;
	}
	*s = (struct exit_filter_state){ s->passed, true, takes, v->ids, v->exits };
	return takes;
}

/* KVM counts an exit before or behind where it is seen, and an entry behind: by 0 or 1 more. */
static bool follows(const struct exit_filter_state *s, const struct vmtrace_vcpu *entry)
{
	return s->any && entry->ids == s->ids && entry->exits - s->exits <= 1;
}

bool exit_filter_takes(const struct exit_filter *f, struct exit_filter_state *s,
		       const struct vmtrace_vcpu *v)
{
	if (v->rec.type == VMTRACE_EXIT)
		return takes_exit(f, s, v);
	return !follows(s, v) || s->taken;
}
