/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/format_text.h"

#include <ctype.h>
#include <string.h>

/* What is written there, passed over. */
static bool pass(const char **at, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*at, word, n))
		return false;
	*at += n;
	return true;
}

/* No number in a format has more digits. */
static bool pass_number(const char **at)
{
	size_t n = strspn(*at, "0123456789");

	*at += n;
	return n && n <= 9;
}

/* An event's may begin with a digit: "9p_fid_ref". */
static bool pass_name(const char **at)
{
	const char *begin = *at;

	while (isalnum((unsigned char)**at) || **at == '_')
		++*at;
	return *at != begin;
}

static bool pass_word(const char **at)
{
	return !isdigit((unsigned char)**at) && pass_name(at);
}

/* "[6]", "[]", "[MAX_NAME + 1]" */
static bool pass_bounds(const char **at)
{
	if (!pass(at, "["))
		return false;
	while (isalnum((unsigned char)**at) || (**at && strchr("_ +-*", **at)))
		++*at;
	return pass(at, "]");
}

/*
 * "unsigned long args[6]", "__data_loc char[] name", "const char * const *names". Of an array
 * behind its first word libtraceevent 1.7 loses memory.
 */
static bool pass_declaration(const char **at)
{
	unsigned int words = 0;
	bool bounds = false;

	while (**at != ';') {
		if (pass(at, " ") || (words && pass(at, "*")))
			continue;
		if (words > 1 && !bounds && **at == '[') {
			bounds = true;
			if (!pass_bounds(at))
				return false;
			continue;
		}
		if (!pass_word(at))
			return false;
		words++;
	}
	return words >= 2;
}

static bool pass_field(const char **at)
{
	if (!pass(at, "\tfield:") || !pass_declaration(at) || !pass(at, ";\toffset:") ||
	    !pass_number(at) || !pass(at, ";\tsize:") || !pass_number(at) || !pass(at, ";"))
		return false;
	/* Before 2.6.32 there was no sign. */
	if (pass(at, "\tsigned:") && (!pass_number(at) || !pass(at, ";")))
		return false;
	return pass(at, "\n");
}

bool format_text_holds(const char *text, size_t *fields)
{
	const char *at = text;

	if (!pass(&at, "name: ") || !pass_name(&at) || !pass(&at, "\nID: ") || !pass_number(&at) ||
	    !pass(&at, "\nformat:\n"))
		return false;
	while (*at && strncmp(at, "print fmt:", 10))
		if (!pass(&at, "\n") && !pass_field(&at))
			return false;
	*fields = at - text;
	return true;
}
