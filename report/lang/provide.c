/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/inline.h"
#include "report/lang/parse_type.h"
#include "report/lang/translate.h"

#include <ctype.h>
#include <string.h>

#define MAX_NAME 63 /* of a provider or probe, as in dtrace */

struct declared_probe {
	const char *name;
	struct modifier input, output;
	struct declared_probe *next;
};

struct provider {
	const char *name;
	struct declared_probe *probes;
	struct provider *next;
};

/* The providers that every trace has: their probes are known, and none of them is declared. */
static const char *const known[] = { "dtrace", "profile", "vm", "tracepoint" };

static struct provider *find_provider(struct dcompiler *c, const char *name)
{
	struct provider *v = c->providers;

	while (v && strcmp(v->name, name))
		v = v->next;
	return v;
}

static struct declared_probe *find_probe(const struct provider *v, const char *name)
{
	struct declared_probe *probe = v->probes;

	while (probe && strcmp(probe->name, name))
		probe = probe->next;
	return probe;
}

static bool is_known(const char *name)
{
	for (uint32_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i], name))
			return true;
	return false;
}

bool provider_known(struct dcompiler *c, const char *name)
{
	return is_known(name) || find_provider(c, name);
}

static const char *parse_name(struct parser *p, const char *what)
{
	const char *name = p->tok.text;

	if (p->tok.kind != TOK_IDENT)
		parse_error(p, "expected a name");
	if (strchr(name, '`') || p->tok.len > MAX_NAME)
		dc_fail(p->c, p->tok.pos, "D_PROV_BADNAME", NULL,
			"%s name may not contain a scoping operator or exceed %d characters: %s",
			what, MAX_NAME, name);
	return name;
}

/* Two parameter lists of one probe. */
static void check_alike(struct parser *p, struct pos pos, const struct modifier *old,
			const struct modifier *new, const char *name)
{
	bool same = old->nkeys == new->nkeys;

	for (uint32_t i = 0; same && i < old->nkeys; i++)
		same = type_same(old->keys[i].type, new->keys[i].type);
	if (!same)
		dc_fail(p->c, pos, "D_PROV_INCOMPAT", NULL,
			"probe %s: prototype differs from the one before", name);
}

/* Each output argument is an input argument, translated if need be. */
static void check_translators(struct parser *p, struct pos pos, const struct declared_probe *probe)
{
	for (uint32_t i = 0; i < probe->output.nkeys; i++) {
		const struct parameter *to = &probe->output.keys[i], *from = probe->input.keys;

		while (strcmp(from->name ? from->name : "", to->name))
			from++;
		if (translate_known(p->c, from->type, to->type) ||
		    type_compatible(from->type, to->type))
			continue;
		dc_fail(p->c, pos, "D_PROV_PRXLATOR", NULL,
			"translator for %s output argument #%u from %s to %s is not defined",
			probe->name, i + 1, from->type->name, to->type->name);
	}
}

static void parse_lists(struct parser *p, struct pos pos, struct declared_probe *probe)
{
	parse_expect(p, TOK_LPAREN);
	parse_type_list(p, TOK_RPAREN, &probe->input);
	probe->input.nkeys = parse_prototype(p, pos, &probe->input, &probe->input, "probe input",
					     PROTO_VOID | PROTO_ANONYMOUS);
	if (probe->input.nkeys > UINT8_MAX)
		dc_fail(p->c, pos, "D_PROV_PRARGLEN", NULL,
			"probe %s input prototype exceeds %u parameters", probe->name, UINT8_MAX);
	probe->output = probe->input;
	if (!parse_accept(p, TOK_COLON))
		return;
	parse_expect(p, TOK_LPAREN);
	probe->output = (struct modifier){ 0 };
	parse_type_list(p, TOK_RPAREN, &probe->output);
	probe->output.nkeys =
		parse_prototype(p, pos, &probe->output, &probe->input, "probe output", PROTO_VOID);
	check_translators(p, pos, probe);
}

static void parse_probe(struct parser *p, struct provider *v, bool again)
{
	struct declared_probe *probe = dc_alloc(p->c, sizeof(*probe)), *old;
	struct pos pos = p->tok.pos;

	parse_expect(p, KEY_PROBE);
	probe->name = parse_name(p, "probe");
	parse_advance(p);
	parse_lists(p, pos, probe);
	parse_expect(p, TOK_SEMI);
	old = find_probe(v, probe->name);
	if (again && !old)
		dc_fail(p->c, pos, "D_PROV_INCOMPAT", NULL,
			"provider %s has no probe %s where it was defined", v->name, probe->name);
	if (old && !again)
		dc_fail(p->c, pos, "D_PROV_PRDUP", NULL, "probe redeclared: %s:%s", v->name,
			probe->name);
	if (old) {
		check_alike(p, pos, &old->output, &probe->output, probe->name);
		return;
	}
	probe->next = v->probes;
	v->probes = probe;
}

void parse_provider(struct parser *p)
{
	struct provider *v;
	const char *name;
	bool again;

	parse_advance(p);
	name = parse_name(p, "provider");
	if (isdigit((unsigned char)name[strlen(name) - 1]))
		dc_fail(p->c, p->tok.pos, "D_PROV_BADNAME", NULL,
			"provider name may not end with a digit: %s", name);
	parse_advance(p);
	parse_expect(p, TOK_LBRACE);
	v = find_provider(p->c, name);
	again = v || is_known(name);
	if (!v) {
		v = dc_alloc(p->c, sizeof(*v));
		*v = (struct provider){ .name = name, .next = p->c->providers };
		p->c->providers = v;
	}
	while (!parse_accept(p, TOK_RBRACE))
		parse_probe(p, v, again);
}
