/* SPDX-License-Identifier: GPL-2.0 */
/*
 * json(text, selector): finds a value without reading more than leads to it, so that what is
 * damaged behind it does no harm. A part of the text is a pointer into it and a length.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/subr_text.h"

static const char *skip_blanks(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Behind the string whose opening quote is before `at`; NULL: it has no end. */
static const char *skip_string(const char *at)
{
	for (; *at && *at != '"'; at++) {
		if (*at != '\\')
			continue;
		if (*++at == 'u')
			for (int i = 0; i < 4; i++)
				if (!isxdigit((unsigned char)*++at))
					return NULL;
		if (!*at)
			return NULL;
	}
	return *at ? at + 1 : NULL;
}

/* Behind an object or array: what is within counts only by its strings and brackets. */
static const char *skip_nested(const char *at)
{
	uint32_t braces = 0, brackets = 0;

	do {
		switch (*at++) {
		case '\0':
			return NULL;
		case '"':
			at = skip_string(at);
			if (!at)
				return NULL;
			break;
		case '{':
			braces++;
			break;
		case '[':
			brackets++;
			break;
		case '}':
			if (!braces--)
				return NULL;
			break;
		case ']':
			if (!brackets--)
				return NULL;
			break;
		}
	} while (braces || brackets);
	return at;
}

/* A sign stands before a number or behind its exponent's e, and what is cut off is none. */
static const char *skip_number(const char *at)
{
	bool exponent = false;

	for (at++; *at; at++) {
		if (*at == 'x' || *at == 'X' || (!exponent && (*at == '+' || *at == '-')))
			return NULL;
		if (!exponent && (*at == 'e' || *at == 'E'))
			exponent = true;
		else if (!isdigit((unsigned char)*at) && *at != '+' && *at != '-' && *at != '.')
			return at;
	}
	return NULL;
}

static const char *skip_word(const char *at)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t n = 0;

	while (islower((unsigned char)at[n]))
		n++;
	for (int i = 0; i < 3; i++)
		if (at[n] && n == strlen(words[i]) && !memcmp(at, words[i], n))
			return at + n;
	return NULL;
}

/* Behind the value at `at`, or NULL. */
static const char *skip_value(const char *at)
{
	if (*at == '{' || *at == '[')
		return skip_nested(at);
	if (*at == '"')
		return skip_string(at + 1);
	if (*at == '-' || isdigit((unsigned char)*at))
		return skip_number(at);
	return skip_word(at);
}

/* Behind what separates two values; NULL: this was the last. */
static const char *skip_comma(const char *at)
{
	at = at ? skip_blanks(at) : NULL;
	return at && *at == ',' ? skip_blanks(at + 1) : NULL;
}

static const char *find_member(const char *at, const char *name, size_t len)
{
	at = skip_blanks(at + 1);
	while (at && *at == '"') {
		const char *key = at + 1;
		bool found;

		at = skip_string(key);
		if (!at)
			return NULL;
		found = (size_t)(at - key) == len + 1 && !memcmp(key, name, len);
		at = skip_blanks(at);
		if (*at != ':')
			return NULL;
		at = skip_blanks(at + 1);
		if (found)
			return at;
		at = skip_comma(skip_value(at));
	}
	return NULL;
}

static const char *find_element(const char *at, const char *index)
{
	uint64_t n = strtoull(index, NULL, 10);

	if (!isdigit((unsigned char)*index))
		return NULL;
	for (at = skip_blanks(at + 1); at && n; n--)
		at = skip_comma(skip_value(at));
	return at;
}

/* The value that a selector such as a.b[2] names, or NULL. */
static const char *find(const char *at, const char *selector)
{
	at = skip_blanks(at);
	if (*at != '{' && *at != '[')
		return NULL;
	for (selector += strspn(selector, ".[]"); *selector && at;
	     selector += strspn(selector, ".[]")) {
		size_t len = strcspn(selector, ".[]");

		if (*at == '{')
			at = find_member(at, selector, len);
		else
			at = *at == '[' ? find_element(at, selector) : NULL;
		selector += len;
	}
	return at;
}

int subr_json(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const char *selector = str_of_value(args[1])->text;
	const char *at = find(str_of_value(args[0])->text, selector);
	const char *end = at && strspn(selector, ".[]") < strlen(selector) ? skip_value(at) : NULL;
	bool quoted = at && *at == '"';
	const struct str *found;

	*result = 0;
	if (!end)
		return FAULT_NONE;
	found = subr_text(e, at + quoted, end - at - 2 * quoted);
	*result = value_of_str(found);
	return found ? FAULT_NONE : -ENOMEM;
}
