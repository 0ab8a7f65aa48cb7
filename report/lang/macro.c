/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/lex.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t get_pid(void)
{
	return getpid();
}
static int64_t get_ppid(void)
{
	return getppid();
}
static int64_t get_uid(void)
{
	return getuid();
}
static int64_t get_gid(void)
{
	return getgid();
}
static int64_t get_euid(void)
{
	return geteuid();
}
static int64_t get_egid(void)
{
	return getegid();
}
static int64_t get_pgid(void)
{
	return getpgrp();
}
static int64_t get_sid(void)
{
	return getsid(0);
}
/* No projects on Linux, and a trace has no process that was started for it. */
static int64_t get_none(void)
{
	return 0;
}

static const struct {
	const char *name;
	int64_t (*value)(void);
} variables[] = {
	{ "pid", get_pid },	{ "ppid", get_ppid },	{ "uid", get_uid },	{ "gid", get_gid },
	{ "euid", get_euid },	{ "egid", get_egid },	{ "pgid", get_pgid },	{ "sid", get_sid },
	{ "projid", get_none }, { "taskid", get_none }, { "target", get_none },
};

/* What a macro stands for: a text, NULL where -x defaultargs lets it be missing. */
struct macro {
	const char *text;
	bool as_string; /* $$ */
	bool is_arg;
	uint32_t len; /* of the macro itself, behind its first '$' */
};

/* $0: the script, or the command that was given its text. */
static const char *program_name(const struct dcompiler *c)
{
	return c->source->inlined ? "vmtrace" : c->source->name;
}

static const char *argument(struct lexer *l, struct pos pos, const char *tag, const char *digits,
			    uint32_t n)
{
	struct dcompiler *c = l->c;
	unsigned long i = n < 9 ? strtoul(digits, NULL, 10) : UINT32_MAX;

	if (!i)
		return program_name(c);
	if (i <= c->source->nargs) {
		l->args_used[i / 64] |= 1ull << i % 64;
		return c->source->args[i - 1];
	}
	if (!c->options->defaultargs)
		dc_fail(c, pos, tag, "give it behind the program, or use -x defaultargs",
			"macro argument $%.*s is not defined", (int)n, digits);
	return NULL;
}

static const char *variable(struct lexer *l, struct pos pos, const char *tag, const char *name,
			    uint32_t n)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (!strncmp(variables[i].name, name, n) && !variables[i].name[n])
			return dc_printf(l->c, "%lld", (long long)variables[i].value());
	dc_fail(l->c, pos, tag, NULL, "unrecognized macro variable $%.*s", (int)n, name);
}

/* The macro behind a '$'; false: no macro begins here. An unknown one is told with this tag. */
static bool read_macro(struct lexer *l, struct pos pos, const char *tag, const char *text,
		       uint32_t len, struct macro *m)
{
	uint32_t at = 0, n = 0;

	*m = (struct macro){ .as_string = len && *text == '$' };
	at = m->as_string;
	if (at < len && isdigit((unsigned char)text[at])) {
		m->is_arg = true;
		while (at + n < len && isdigit((unsigned char)text[at + n]))
			n++;
		m->text = argument(l, pos, tag, dc_strndup(l->c, text + at, n), n);
	} else {
		while (at + n < len &&
		       (isalnum((unsigned char)text[at + n]) || text[at + n] == '_'))
			n++;
		if (!n)
			return false;
		m->text = variable(l, pos, tag, text + at, n);
	}
	m->len = at + n;
	return true;
}

static void text_token(struct lexer *l, const char *text, size_t len, struct token *t)
{
	char *copy = dc_strndup(l->c, text, len);

	copy[lex_unescape(copy, len)] = '\0';
	t->kind = TOK_TEXT;
	t->text = copy;
	t->len = strlen(copy);
}

/* What strtoull() reads to its end is a number; other names and numbers have no signs. */
static bool is_word(const char *text)
{
	const char *s = text;
	char *end;

	errno = 0;
	strtoull(text, &end, 0);
	if (*text && !*end && !errno)
		return true;
	while (isalnum((unsigned char)*s) || *s == '_' || *s == '`')
		s++;
	return *text && !*s;
}

/* As far as its digits and suffix go. */
static void number(struct lexer *l, const char *text, struct token *t)
{
	bool minus = *text == '-';
	char *end;

	text += minus || *text == '+';
	strtoull(text, &end, 0);
	lex_number(l, text, end - text + strspn(end, "uUlL"), "D_MACRO_OFLOW", t);
	if (minus)
		t->value = -(uint64_t)t->value;
}

/* An argument that is a number or a name stands for that token; anything else is a string. */
static void substitute(struct lexer *l, const char *text, struct token *t)
{
	size_t n = strlen(text);
	bool quoted = n > 1 && *text == '"' && text[n - 1] == '"';

	if (!is_word(text)) {
		text_token(l, text + quoted, n - 2 * quoted, t);
	} else if (isdigit((unsigned char)*text) || *text == '-' || *text == '+') {
		number(l, text, t);
	} else {
		t->kind = TOK_IDENT;
		t->text = dc_strndup(l->c, text, n);
		t->len = n;
	}
}

void macro_token(struct lexer *l, struct token *t)
{
	struct macro m;

	l->at++;
	if (!read_macro(l, t->pos, "D_MACRO_UNDEF", l->text + l->at, l->size - l->at, &m))
		dc_fail(l->c, t->pos, "D_SYNTAX", NULL, "syntax error near \"$\"");
	l->at += m.len;
	if (m.as_string)
		text_token(l, m.text ? m.text : "", m.text ? strlen(m.text) : 0, t);
	else if (m.is_arg && m.text && m.text == program_name(l->c))
		text_token(l, m.text, strlen(m.text), t);
	else if (m.text)
		substitute(l, m.text, t);
	else
		t->kind = TOK_NUMBER; /* 0, of type int */
}

const char *macro_expand(struct lexer *l, struct pos pos, const char *text, uint32_t len)
{
	const char *dollar = memchr(text, '$', len);
	struct macro m;

	if (!dollar)
		return text;
	if (!read_macro(l, pos, "D_PDESC_INVAL", dollar + 1, text + len - dollar - 1, &m))
		dc_fail(l->c, pos, "D_SYNTAX", NULL, "syntax error near \"%.*s\"", (int)len, text);
	return dc_printf(
		l->c, "%.*s%s%s", (int)(dollar - text), text, m.text ? m.text : "",
		macro_expand(l, pos, dollar + 1 + m.len, text + len - (dollar + 1 + m.len)));
}

void macro_check_used(struct lexer *l)
{
	const struct dsource *s = l->c->source;
	uint32_t last = s->nargs;

	if (!last || l->c->options->argref || l->args_used[last / 64] >> last % 64 & 1)
		return;
	dc_fail(l->c, (struct pos){ l->size, l->line }, "D_MACRO_UNUSED",
		"leave it out, or use -x argref",
		"extraneous argument '%s' ($%u is not referenced)", s->args[last - 1], last);
}
