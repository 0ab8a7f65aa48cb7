/* SPDX-License-Identifier: GPL-2.0 */
#include "report/glob.h"

#include <string.h>

bool glob_is_pattern(const char *p)
{
	return strpbrk(p, "*?[\\") != NULL;
}

/* One class at p, behind its '['; NULL: it has no end. */
static const char *match_class(const char *p, char ch, bool *matched)
{
	bool invert = *p == '!', in = false;

	p += invert;
	do {
		char low = *p, high;

		if (low == '\\' && p[1])
			low = *++p;
		if (!low)
			return NULL;
		high = low;
		if (p[1] == '-' && p[2] && p[2] != ']') {
			p += 2;
			if (*p == '\\' && p[1])
				p++;
			high = *p;
		}
		in |= (unsigned char)low <= (unsigned char)ch &&
		      (unsigned char)ch <= (unsigned char)high;
		p++;
	} while (*p != ']');
	*matched = in != invert;
	return p + 1;
}

/* One element of the pattern against one character; NULL: no match. */
static const char *match_one(const char *p, char ch)
{
	bool matched = false;

	switch (*p) {
	case '?':
		return p + 1;
	case '[':
		p = match_class(p + 1, ch, &matched);
		return matched ? p : NULL;
	case '\\':
		if (p[1])
			p++;
		break;
	}
	return *p == ch ? p + 1 : NULL;
}

bool glob_match(const char *p, const char *s)
{
	const char *star = NULL, *mark = NULL, *next;

	if (!*p)
		return true;
	while (*s) {
		if (*p == '*') {
			star = ++p;
			mark = s;
		} else if (*p && (next = match_one(p, *s))) {
			p = next;
			s++;
		} else if (star) { /* the last star takes one more */
			p = star;
			s = ++mark;
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return !*p;
}
