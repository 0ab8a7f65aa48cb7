/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/matches.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void found(void *self, uint32_t index)
{
	struct matches *m = self;

	*(uint32_t *)vec_push(m->c, &m->probes, sizeof(index), UINT32_MAX, "probes") = index;
}

static bool is_number(const char *s)
{
	while (isdigit((unsigned char)*s))
		s++;
	return !*s;
}

/* "BEGIN" as dtrace's messages write it: ":::BEGIN". */
static const char *full_name(struct dcompiler *c, const char *text)
{
	int colons = 0;

	for (const char *s = text; *s; s++)
		colons += *s == ':';
	return dc_printf(c, "%.*s%s", 3 - (colons < 3 ? colons : 3), ":::", text);
}

static int match_id(struct matches *m, const char *text)
{
	unsigned long long id = strtoull(text, NULL, 10);
	const struct probe *p;

	if (!id || id > probe_set_count(m->c->probes))
		return PROBE_BAD;
	found(m, id - 1);
	p = probe_set_at(m->c->probes, id - 1);
	m->full = dc_printf(m->c, "%s:%s:%s:%s", p->provider, p->module, p->function, p->name);
	return 1;
}

#define MOST_PID 4194304 /* Linux' own limit */

/* "pid123:..." asks for the functions of a live process. */
static void check_pid(struct dcompiler *c, const struct pspec *p)
{
	uint32_t n = !strncmp(p->text, "pid", 3) ? strspn(p->text + 3, "0123456789") : 0;
	long long pid = n ? strtoll(p->text + 3, NULL, 10) : 0;

	if (!n || p->text[3 + n] != ':')
		return;
	if (pid <= 0 || pid > MOST_PID)
		dc_fail(c, p->pos, "D_PROC_BADPID", NULL, "'%.*s' does not contain a valid pid",
			(int)n + 3, p->text);
	dc_fail(c, p->pos, "D_PROC_GRAB", "a trace holds VM exits, no process' functions",
		"failed to grab process %lld", pid);
}

/* Providers of a live system, whose probes dtrace finds there. */
static bool is_live(const char *description)
{
	static const char *const providers[] = {
		"cpc",	 "fbt",	     "fc",	"fpuinfo", "fsinfo", "io",   "ip",
		"iscsi", "lockstat", "mib",	"nfsv3",   "nfsv4",  "proc", "sched",
		"sdt",	 "srp",	     "sysinfo", "syscall", "tcp",    "udp",  "vminfo",
	};
	size_t n = strcspn(description, ":");

	for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++)
		if (strlen(providers[i]) == n && !strncmp(providers[i], description, n))
			return description[n] == ':';
	return false;
}

#define NO_PROBE "probe description %s does not match any probes"
#define NO_PROBE_HINT "vmtrace list shows the probes of a trace"

static struct matches resolve(struct dcompiler *c, const struct pspec *p)
{
	struct matches m = { .c = c, .text = p->text };
	char message[256] = "no probe has this number";
	const char *text;
	int n;

	const char *region = c->region;

	c->region = "probe description";
	check_pid(c, p);
	text = dc_printf(c, "%s%.*s", p->text, c->source->omitted, ":::");
	m.full = full_name(c, text);
	n = is_number(text) ? match_id(&m, text)
			    : probe_set_match(c->probes, text, found, &m, message, sizeof(message));
	switch (n) {
	case PROBE_NO_MATCH:
		if (c->options->zdefs)
			break;
		if (is_live(p->text)) {
			dc_postpone(c, p->pos, "D_PDESC_ZERO", NO_PROBE_HINT, NO_PROBE, m.full);
			break;
		}
		dc_fail(c, p->pos, "D_PDESC_ZERO", NO_PROBE_HINT, NO_PROBE, m.full);
	case PROBE_BAD:
		dc_fail(c, p->pos, "D_PDESC_INVAL", NULL, "invalid probe description \"%s\": %s",
			p->text, message);
	case PROBE_FAST:
		dc_fail(c, p->pos, "D_PDESC_ZERO", NULL, "%s", message);
	case PROBE_NOMEM:
		dc_fail(c, p->pos, "D_UNKNOWN", NULL, "no memory left for probes");
	}
	c->region = region;
	return m;
}

void matches_find(struct dcompiler *c, struct clause_ast *clause)
{
	if (clause->matches.n)
		return;
	for (const struct pspec *p = clause->pspecs; p; p = p->next) {
		struct matches m = resolve(c, p);

		*(struct matches *)vec_push(c, &clause->matches, sizeof(m), UINT32_MAX,
					    "probe descriptions") = m;
	}
}
