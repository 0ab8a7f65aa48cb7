/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/lex.h"

#include <ctype.h>
#include <string.h>

/* Up to three digits; behind them. */
static const char *octal(const char *s, const char *end, char *meant)
{
	int v = 0;

	for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++)
		v = v * 8 + *s++ - '0';
	*meant = v;
	return s;
}

/* As many digits as there are, or none. */
static const char *hex(const char *s, const char *end, char *meant)
{
	unsigned int v = 0;

	for (; s < end && isxdigit((unsigned char)*s); s++)
		v = v * 16 + (isdigit((unsigned char)*s) ? *s - '0' : tolower(*s) - 'a' + 10);
	*meant = v;
	return s;
}

/* One escape, from behind its backslash; an unknown one stays as it is written. */
static const char *escape(const char *s, const char *end, char **out)
{
	static const char from[] = "abfnrtv\"\\", to[] = "\a\b\f\n\r\t\v\"\\";
	const char *at = *s ? strchr(from, *s) : NULL;

	if (*s >= '0' && *s <= '7')
		return octal(s, end, (*out)++);
	if (*s == 'x')
		return hex(s + 1, end, (*out)++);
	if (!at)
		*(*out)++ = '\\';
	*(*out)++ = at ? to[at - from] : *s;
	return s + 1;
}

uint32_t lex_unescape(char *text, uint32_t len)
{
	const char *s = text, *end = text + len;
	char *out = text;

	while (s < end) {
		char ch = *s++;

		if (ch != '\\')
			*out++ = ch;
		else if (s < end)
			s = escape(s, end, &out);
	}
	return out - text;
}

/* What stands between the quotes as it is written, but joined lines vanish. */
static char *quoted(struct lexer *l, char quote, const char *tag, const char *what, uint32_t *len)
{
	struct pos start = { l->at, l->line };
	const char *s = l->text + l->at + 1, *end = l->text + l->size;
	char *text, *out;

	while (s < end && *s != quote && *s != '\n')
		s += *s == '\\' && end - s > 1 ? 2 : 1;
	out = text = dc_alloc(l->c, s - l->text - l->at + 1);
	for (s = l->text + l->at + 1; s < end && *s != quote && *s != '\n'; s++) {
		if (*s == '\\' && end - s > 1) {
			if (*++s == '\n') {
				l->line++;
				continue;
			}
			*out++ = '\\';
		}
		*out++ = *s;
	}
	if (s == end || *s == '\n')
		dc_fail(l->c, start, tag, NULL, "newline encountered in %s", what);
	l->at = s + 1 - l->text;
	*len = lex_unescape(text, out - text);
	text[*len] = '\0';
	return text;
}

static void lex_char(struct lexer *l, struct token *t)
{
	uint64_t v = 0;
	uint32_t n;
	const char *text = quoted(l, '\'', "D_CHR_NL", "character constant", &n);

	if (!n)
		dc_fail(l->c, t->pos, "D_CHR_NULL", NULL, "empty character constant");
	if (n > 8)
		dc_fail(l->c, t->pos, "D_CHR_OFLOW", NULL, "character constant is too long");
	for (uint32_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)text[i];
	lex_decimal(l, v, t);
}

void lex_quoted(struct lexer *l, struct token *t)
{
	if (l->text[l->at] == '\'') {
		lex_char(l, t);
		return;
	}
	t->kind = TOK_TEXT;
	t->text = quoted(l, '"', "D_STR_NL", "string literal", &t->len);
	t->len = strlen(t->text);
}
