/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"
#include "report/lang/lex.h"
#include "report/lang/library.h"
#include "report/lang/symbols.h"
#include "report/lang/translate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 16

/* The blank-separated words of a control line; one in quotes is one word. */
struct words {
	struct pos pos;
	uint32_t n;
	const char *word[MAX_WORDS];
	bool quoted[MAX_WORDS];
};

static void split(struct lexer *l, struct words *w)
{
	const char *s = l->text + l->at, *end = s;
	size_t left = l->size - l->at;

	*w = (struct words){ .pos = { l->at, l->line } };
	while (left && *end != '\n')
		end++, left--;
	l->at = end - l->text;
	while (w->n < MAX_WORDS) {
		const char *start;
		bool quote;

		while (s < end && isspace((unsigned char)*s))
			s++;
		if (s == end)
			break;
		quote = *s == '"';
		start = s += quote;
		while (s < end && (quote ? *s != '"' : !isspace((unsigned char)*s)))
			s++;
		w->quoted[w->n] = quote;
		w->word[w->n++] = dc_strndup(l->c, start, s - start);
		s += quote && s < end;
	}
}

static void pragma_option(struct lexer *l, const struct words *w, uint32_t at)
{
	struct dcompiler *c = l->c;
	const char *name = at < w->n ? w->word[at] : NULL, *value;
	int err;

	if (!name || w->quoted[at] || !isalpha((unsigned char)*name))
		dc_fail(c, w->pos, "D_PRAGMA_MALFORM", "#pragma D option NAME[=VALUE]",
			"malformed #pragma option");
	if (at + 1 < w->n)
		dc_fail(c, w->pos, "D_PRAGMA_MALFORM", "#pragma D option NAME[=VALUE]",
			"superfluous arguments specified for #pragma option");
	value = strchr(name, '=');
	if (value)
		name = dc_strndup(c, name, value++ - name);
	err = options_set(c->options, name, value, OPTION_PRAGMA);
	if (c->options->extended)
		builtins_extend(c);
	builtins_reduce(c);
	if (err && value)
		dc_fail(c, w->pos, "D_PRAGMA_OPTSET", NULL, "failed to set option '%s' to '%s': %s",
			name, value, option_strerror(err));
	if (err)
		dc_fail(c, w->pos, "D_PRAGMA_OPTSET", NULL, "failed to set option '%s': %s", name,
			option_strerror(err));
}

/* What a program says of a name of its own, which it may define later. */
static void about_name(struct lexer *l, const struct words *w, uint32_t at,
		       struct stability stability)
{
	struct dcompiler *c = l->c;
	const char *name = w->word[at + 1];
	struct symbol *s = symbol_find(c->symbols, SPACE_GLOBAL, name, strlen(name));
	struct named_pragma *p;

	if (s && s->source != c->source)
		dc_fail(c, w->pos, "D_PRAGMA_SCOPE", NULL,
			"#pragma %s cannot modify entity defined outside program scope",
			w->word[at - 1]);
	p = dc_alloc(c, sizeof(*p));
	*p = (struct named_pragma){ .name = name,
				    .pragma = w->word[at - 1],
				    .pos = w->pos,
				    .stability = stability,
				    .next = c->pragmas };
	c->pragmas = p;
	if (s)
		pragma_apply(c, s);
}

static bool has_module(struct dcompiler *c, const char *name)
{
	for (uint32_t i = 0; i < probe_set_count(c->probes); i++)
		if (!strcmp(probe_set_at(c->probes, i)->module, name))
			return true;
	return false;
}

static bool has_provider(struct dcompiler *c, const char *name)
{
	for (uint32_t i = 0; i < probe_set_count(c->probes); i++)
		if (!strcmp(probe_set_at(c->probes, i)->provider, name))
			return true;
	return provider_known(c, name);
}

/* A library may depend on another; to dtrace a program may not, whatever there is. */
static bool has_library(struct dcompiler *c, const char *name)
{
	return c->user && library_loaded(c, name);
}

/* provider NAME PART: of one that the program declares, which has no probes, it is only checked. */
static void about_provider(struct lexer *l, const struct words *w, uint32_t at,
			   struct stability stability)
{
	static const char *const parts[] = { "provider", "module", "function", "name", "args" };
	uint32_t i = 0, n = sizeof(parts) / sizeof(*parts);

	if (w->n - at < 4)
		dc_fail(l->c, w->pos, "D_PRAGMA_MALFORM", NULL,
			"malformed #pragma attributes <attributes> provider <name> <part>");
	if (!has_provider(l->c, w->word[at + 2]))
		dc_fail(l->c, w->pos, "D_PRAGMA_UNUSED", NULL, "unused #pragma attributes %s",
			w->word[at + 2]);
	while (i < n && strcmp(parts[i], w->word[at + 3]))
		i++;
	if (i == n)
		dc_fail(l->c, w->pos, "D_PRAGMA_INVAL", "provider, module, function, name or args",
			"invalid component \"%s\" in attribute #pragma for provider %s",
			w->word[at + 3], w->word[at + 2]);
	for (uint32_t k = 0; k < NR_PROVIDERS; k++)
		if (!strcmp(l->c->stabilities[k].name, w->word[at + 2]))
			l->c->stabilities[k].parts[i] = stability;
}

/* attributes A/B/C NAME, or provider NAME PART */
static void pragma_attributes(struct lexer *l, const struct words *w, uint32_t at)
{
	struct dcompiler *c = l->c;
	struct stability s;

	if (w->n - at < 2 || w->quoted[at] || w->quoted[at + 1])
		dc_fail(c, w->pos, "D_PRAGMA_MALFORM", NULL,
			"malformed #pragma attributes <attributes> <ident>");
	if (!stability_parse(w->word[at], &s))
		dc_fail(c, w->pos, "D_PRAGMA_INVAL", "Stable/Evolving/Common",
			"invalid attributes specified by #pragma attributes");
	if (strcmp(w->word[at + 1], "provider"))
		about_name(l, w, at, s);
	else
		about_provider(l, w, at, s);
}

/* binding "1.0" NAME */
static void pragma_binding(struct lexer *l, const struct words *w, uint32_t at)
{
	struct dcompiler *c = l->c;
	struct options scratch = { 0 };

	if (w->n - at < 2 || !w->quoted[at] || w->quoted[at + 1])
		dc_fail(c, w->pos, "D_PRAGMA_MALFORM", NULL,
			"malformed #pragma binding \"version\" <ident>");
	if (options_set(&scratch, "version", w->word[at], OPTION_PRAGMA))
		dc_fail(c, w->pos, "D_PRAGMA_INVAL", NULL,
			"invalid version string specified by #pragma binding");
	about_name(l, w, at, STABILITY_STABLE);
}

/* depends_on CLASS NAME */
static void pragma_depends_on(struct lexer *l, const struct words *w, uint32_t at)
{
	static const struct {
		const char *class;
		bool (*has)(struct dcompiler *, const char *name);
	} classes[] = { { "library", has_library },
			{ "module", has_module },
			{ "provider", has_provider } };
	uint32_t i = 0, n = sizeof(classes) / sizeof(*classes);

	if (w->n - at < 2 || w->quoted[at] || w->quoted[at + 1])
		dc_fail(l->c, w->pos, "D_PRAGMA_MALFORM", NULL,
			"malformed #pragma depends_on <class> <name>");
	while (i < n && strcmp(classes[i].class, w->word[at]))
		i++;
	if (i == n)
		dc_fail(l->c, w->pos, "D_PRAGMA_INVAL", "library, module or provider",
			"invalid class %s specified by #pragma depends_on", w->word[at]);
	if (!classes[i].has(l->c, w->word[at + 1]))
		dc_fail(l->c, w->pos, "D_PRAGMA_DEPEND", NULL, "program requires %s %s",
			w->word[at], w->word[at + 1]);
}

static void pragma_error(struct lexer *l, const struct words *w, uint32_t at)
{
	char *text = dc_strndup(l->c, "", 0);

	for (uint32_t i = at; i < w->n; i++)
		text = dc_printf(l->c, "%s%s%s", text, i > at ? " " : "", w->word[i]);
	dc_fail(l->c, w->pos, "D_PRAGERR", NULL, "#error: %s", text);
}

/* It says what version the text has, in whatever way. */
static void pragma_ident(struct lexer *l, const struct words *w, uint32_t at)
{
}

static bool is_number(const struct words *w, uint32_t at)
{
	return !w->quoted[at] && w->word[at][strspn(w->word[at], "0123456789")] == '\0';
}

/* A preprocessor's `# N "file" STATE`: the next line is N of the original. */
static void pragma_line_number(struct lexer *l, const struct words *w, uint32_t at)
{
	unsigned long n = at < w->n ? strtoul(w->word[at], NULL, 10) : 0;

	if (at >= w->n || !is_number(w, at) || n > UINT32_MAX ||
	    (at + 1 < w->n && !w->quoted[at + 1]) || (at + 2 < w->n && !is_number(w, at + 2)))
		dc_fail(l->c, w->pos, "D_PRAGMA_MALFORM", "#line NUMBER [\"FILE\" [STATE]]",
			"malformed #line");
	l->line = n - 1;
}

struct control {
	const char *name;
	void (*run)(struct lexer *, const struct words *, uint32_t at);
};

static const struct control d_pragmas[] = {
	{ "attributes", pragma_attributes }, { "binding", pragma_binding },
	{ "depends_on", pragma_depends_on }, { "error", pragma_error },
	{ "ident", pragma_ident },	     { "line", pragma_line_number },
	{ "option", pragma_option },	     { NULL, NULL },
};
static const struct control plain[] = {
	{ "error", pragma_error },
	{ "ident", pragma_ident },
	{ "line", pragma_line_number },
	{ NULL, NULL },
};

static const struct control *find(const struct control *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

/* "#pragma X": ours after a D; another compiler's is passed over. */
static void pragma(struct lexer *l, const struct words *w)
{
	bool is_d = w->n > 1 && !strcmp(w->word[1], "D");
	uint32_t at = is_d ? 2 : 1;
	const struct control *p = at < w->n ? find(is_d ? d_pragmas : plain, w->word[at]) : NULL;

	if (p)
		p->run(l, w, at + 1);
	else if (is_d && at < w->n)
		dc_fail(l->c, w->pos, "D_PRAGMA_INVAL", NULL, "invalid D #pragma: %s", w->word[at]);
}

void pragma_line(struct lexer *l)
{
	const struct control *p;
	struct words w;

	split(l, &w);
	if (!w.n)
		return;
	if (isdigit((unsigned char)*w.word[0])) {
		pragma_line_number(l, &w, 0);
		return;
	}
	if (!strcmp(w.word[0], "pragma")) {
		pragma(l, &w);
		return;
	}
	p = find(plain, w.word[0]);
	if (!p)
		dc_fail(l->c, w.pos, "D_PRAGCTL_INVAL", NULL, "invalid control directive: #%s",
			w.word[0]);
	p->run(l, &w, 1);
}

void pragma_apply(struct dcompiler *c, struct symbol *s)
{
	for (struct named_pragma *p = c->pragmas; p; p = p->next)
		if (!strcmp(p->name, s->name)) {
			s->stability = p->stability;
			p->used = true;
		}
}

void pragma_check_used(struct dcompiler *c)
{
	for (const struct named_pragma *p = c->pragmas; p; p = p->next)
		if (!p->used)
			dc_fail(c, p->pos, "D_PRAGMA_UNUSED", NULL, "unused #pragma %s %s",
				p->pragma, p->name);
	c->pragmas = NULL;
}
