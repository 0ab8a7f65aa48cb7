/* SPDX-License-Identifier: GPL-2.0 */
#include "report/probe.h"
#include "report/glob.h"
#include "report/probe_fields.h"
#include "report/rate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PROBES (1u << 20)
#define NAME_MAX_LEN 64 /* of a probe's name, terminator included: dtrace's limit */

struct probe_set {
	struct arena names;
	struct probe *probes;
	uint32_t n, cap;
	bool rate_known;
	uint64_t rate_num, rate_den;
	bool any_event;
};

static const char *const isa_names[] = { "", "vmx", "svm" };

static const char *keep(struct probe_set *s, const char *name)
{
	char *copy = arena_alloc(&s->names, strlen(name) + 1);

	return copy ? strcpy(copy, name) : NULL;
}

/* Takes a probe whose names live as long as the call; numbers it. */
static int add(struct probe_set *s, struct probe p)
{
	if (s->n == MAX_PROBES)
		return -ENOMEM;
	if (s->n == s->cap) {
		uint32_t cap = s->cap ? 2 * s->cap : 64;
		struct probe *probes = realloc(s->probes, cap * sizeof(*probes));

		if (!probes)
			return -ENOMEM;
		s->probes = probes;
		s->cap = cap;
	}
	p.provider = keep(s, p.provider);
	p.module = keep(s, p.module);
	p.function = keep(s, p.function);
	p.name = keep(s, p.name);
	if (!p.provider || !p.module || !p.function || !p.name)
		return -ENOMEM;
	p.id = s->n + 1;
	s->probes[s->n++] = p;
	return 0;
}

static int add_fixed(struct probe_set *s, enum probe_kind kind, const char *name)
{
	return add(s, (struct probe){ .provider = "dtrace",
				      .module = "",
				      .function = "",
				      .name = name,
				      .kind = kind });
}

struct probe_set *probe_set_new(void)
{
	struct probe_set *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	if (add_fixed(s, PROBE_BEGIN, "BEGIN") || add_fixed(s, PROBE_END, "END") ||
	    add_fixed(s, PROBE_ERROR, "ERROR")) {
		probe_set_free(s);
		return NULL;
	}
	return s;
}

void probe_set_free(struct probe_set *s)
{
	if (!s)
		return;
	arena_release(&s->names);
	free(s->probes);
	free(s);
}

static bool has(const struct probe_set *s, enum probe_kind kind, uint8_t isa, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->probes[i].kind == kind && s->probes[i].isa == isa &&
		    !strcmp(s->probes[i].name, name))
			return true;
	return false;
}

/* One name that existing scripts know, whatever the reason. */
static int add_alias(struct probe_set *s, enum probe_kind kind, uint8_t isa, const char *name,
		     enum probe_args args)
{
	if (has(s, kind, isa, name))
		return 0;
	return add(s, (struct probe){ .provider = "sdt",
				      .module = "kvm",
				      .function = "",
				      .name = name,
				      .kind = kind,
				      .args = args,
				      .isa = isa,
				      .reason = PROBE_REASON_ANY });
}

static const char *isa_name(uint8_t isa)
{
	return isa < sizeof(isa_names) / sizeof(*isa_names) ? isa_names[isa] : "";
}

int probe_set_add_exit(struct probe_set *s, uint8_t isa, uint32_t reason, const char *name)
{
	int err;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->probes[i].kind == PROBE_EXIT && s->probes[i].isa == isa &&
		    s->probes[i].reason == reason)
			return 0;
	/* Ahead of every reason, so that they fire ahead of each. */
	err = add_alias(s, PROBE_EXIT, isa, "kvm-vexit", ARGS_VEXIT);
	if (!err)
		err = add_alias(s, PROBE_EXIT, isa, "kvm-guest-exit", ARGS_VCPU);
	if (!err)
		err = add(s, (struct probe){ .provider = "vm",
					     .module = isa_name(isa),
					     .function = name,
					     .name = "exit",
					     .kind = PROBE_EXIT,
					     .isa = isa,
					     .reason = reason });
	return err;
}

int probe_set_add_entry(struct probe_set *s, uint8_t isa)
{
	int err;

	if (has(s, PROBE_ENTRY, isa, "entry"))
		return 0;
	err = add(s, (struct probe){ .provider = "vm",
				     .module = isa_name(isa),
				     .function = "",
				     .name = "entry",
				     .kind = PROBE_ENTRY,
				     .isa = isa });
	if (!err)
		err = add_alias(s, PROBE_ENTRY, isa, "kvm-guest-entry", ARGS_VCPU);
	if (!err)
		err = add_alias(s, PROBE_ENTRY, isa, "kvm-vm-entry", ARGS_VCPU);
	return err;
}

int probe_set_add_event(struct probe_set *s, const char *system, const char *event,
			const struct probe_field *fields, uint32_t n)
{
	struct probe *p = NULL;

	for (uint32_t i = 0; i < s->n && !p; i++)
		if (s->probes[i].kind == PROBE_EVENT && !strcmp(s->probes[i].module, system) &&
		    !strcmp(s->probes[i].name, event))
			p = &s->probes[i];
	if (!p) {
		if (add(s, (struct probe){ .provider = "tracepoint",
					   .module = system,
					   .function = "",
					   .name = event,
					   .kind = PROBE_EVENT }))
			return -ENOMEM;
		p = &s->probes[s->n - 1];
	}
	return probe_fields_join(&s->names, p, fields, n);
}

void probe_set_any_event(struct probe_set *s)
{
	s->any_event = true;
}

void probe_set_rate(struct probe_set *s, uint64_t num, uint64_t den)
{
	s->rate_known = true;
	s->rate_num = num;
	s->rate_den = den;
}

uint32_t probe_set_count(const struct probe_set *s)
{
	return s->n;
}

const struct probe *probe_set_at(const struct probe_set *s, uint32_t index)
{
	return &s->probes[index];
}

/* provider, module, function, name */
struct description {
	char *text;
	const char *field[4];
};

bool probe_split(char *text, const char *fields[4])
{
	char *at = text + strlen(text);
	int field = 4;

	for (;;) {
		while (at > text && at[-1] != ':')
			at--;
		if (!field)
			return false;
		fields[--field] = at;
		if (at == text)
			break;
		*--at = '\0';
	}
	while (field)
		fields[--field] = "";
	return true;
}

/* "\" before the end and "[" without "]" are no patterns. */
static bool well_formed(const char *p)
{
	bool class = false;

	for (; *p; p++) {
		if (*p == '\\' && !*++p)
			return false;
		class = class ? *p != ']' : *p == '[';
	}
	return !class;
}

static int too_fast(const struct probe_set *s, const char *name, char *message, uint32_t size)
{
	if (!s->rate_num)
		snprintf(message, size, "%s: the trace holds no samples; record with -e profile",
			 name);
	else if (s->rate_den == 1)
		snprintf(message, size,
			 "%s: the trace was sampled at %lluhz; name that rate or a lower one", name,
			 (unsigned long long)s->rate_num);
	else
		snprintf(message, size,
			 "%s: the trace was sampled %llu times in %llus; name a lower rate", name,
			 (unsigned long long)s->rate_num, (unsigned long long)s->rate_den);
	return PROBE_FAST;
}

/* A tick or profile that is named for the first time comes into being. */
static int provide_named(struct probe_set *s, const char *name, char *message, uint32_t size)
{
	static const struct {
		const char *prefix;
		enum probe_kind kind;
	} classes[] = { { "tick-", PROBE_TICK }, { "profile-", PROBE_PROFILE } };
	struct rate r;

	for (int i = 0; i < 2; i++) {
		size_t n = strlen(classes[i].prefix);

		if (strncmp(name, classes[i].prefix, n) || !rate_parse(name + n, &r) ||
		    has(s, classes[i].kind, 0, name))
			continue;
		if (classes[i].kind == PROBE_PROFILE && s->rate_known &&
		    rate_faster(r.num, r.den, s->rate_num, s->rate_den))
			return too_fast(s, name, message, size);
		if (add(s, (struct probe){ .provider = "profile",
					   .module = "",
					   .function = "",
					   .name = name,
					   .kind = classes[i].kind,
					   .period = r.period,
					   .num = r.num,
					   .den = r.den }))
			return PROBE_NOMEM;
	}
	return 0;
}

/* Those that dtrace has without being asked, for patterns; faster ones than there can be are not.
 */
static int provide_matching(struct probe_set *s, const char *pattern)
{
	static const char *const names[] = {
		"profile-97",	"profile-199",	"profile-499", "profile-997", "profile-1999",
		"profile-4001", "profile-4999", "tick-1",      "tick-10",     "tick-100",
		"tick-500",	"tick-1000",	"tick-5000",
	};
	char message[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (glob_match(pattern, names[i]) &&
		    provide_named(s, names[i], message, sizeof(message)) == PROBE_NOMEM)
			return PROBE_NOMEM;
	return 0;
}

/* What is named of tracepoints, before there is a trace: patterns stay as they are. */
static int provide_event(struct probe_set *s, const struct description *d)
{
	const char *system = *d->field[1] ? d->field[1] : "*";
	const char *event = *d->field[3] ? d->field[3] : "*";
	uint32_t n = s->n;

	if (strcmp(d->field[0], "tracepoint") || *d->field[2])
		return 0;
	if (probe_set_add_event(s, system, event, NULL, 0))
		return PROBE_NOMEM;
	if (s->n > n)
		s->probes[n].unseen = true;
	return 0;
}

static int provide(struct probe_set *s, const struct description *d, char *message, uint32_t size)
{
	const char *name = d->field[3];

	if (s->any_event && provide_event(s, d))
		return PROBE_NOMEM;

	if (!glob_match(d->field[0], "profile") || !glob_match(d->field[1], "") ||
	    !glob_match(d->field[2], "") || strlen(name) >= NAME_MAX_LEN)
		return 0;
	if (!*name || strpbrk(name, "*?[\\"))
		return provide_matching(s, name);
	return provide_named(s, name, message, size);
}

static bool is_same(const char *pattern, const char *other)
{
	return !strcmp(*pattern ? pattern : "*", other);
}

static bool matches(const struct description *d, const struct probe *p)
{
	if (p->unseen)
		return !strcmp(d->field[0], p->provider) && is_same(d->field[1], p->module) &&
		       !*d->field[2] && is_same(d->field[3], p->name);
	return glob_match(d->field[3], p->name) && glob_match(d->field[0], p->provider) &&
	       glob_match(d->field[2], p->function) && glob_match(d->field[1], p->module);
}

static int match(struct probe_set *s, struct description *d,
		 void (*found)(void *self, uint32_t index), void *self, char *message,
		 uint32_t size)
{
	int err, n = 0;

	if (!probe_split(d->text, d->field)) {
		snprintf(message, size, "Overspecified probe description");
		return PROBE_BAD;
	}
	for (int i = 0; i < 4; i++)
		if (!well_formed(d->field[i])) {
			snprintf(message, size, "Invalid pattern in probe description");
			return PROBE_BAD;
		}
	err = provide(s, d, message, size);
	if (err)
		return err;
	for (uint32_t i = 0; i < s->n; i++)
		if (matches(d, &s->probes[i])) {
			found(self, i);
			n++;
		}
	return n ? n : PROBE_NO_MATCH;
}

int probe_set_match(struct probe_set *s, const char *description,
		    void (*found)(void *self, uint32_t index), void *self, char *message,
		    uint32_t size)
{
	struct description d = { .text = strdup(description) };
	int n;

	if (!d.text)
		return PROBE_NOMEM;
	n = match(s, &d, found, self, message, size);
	free(d.text);
	return n;
}
