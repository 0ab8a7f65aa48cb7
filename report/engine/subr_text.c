/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <string.h>

#include "report/engine/subr_text.h"

const struct str *subr_text(struct subr_env *e, const char *text, size_t len)
{
	struct str *s;

	if (len >= e->strsize)
		len = e->strsize - 1;
	s = strheap_alloc(e->heap, len);
	if (s)
		memcpy(s->text, text, len);
	return s;
}

static int give(struct subr_env *e, const char *text, size_t len, int64_t *result)
{
	const struct str *s = subr_text(e, text, len);

	*result = value_of_str(s);
	return s ? FAULT_NONE : -ENOMEM;
}

/* How far dtrace looks into a string: a constant may be longer than any variable. */
static int64_t reach(const struct subr_env *e, const struct str *s)
{
	return s->len < e->strsize ? s->len : e->strsize;
}

/* A pointer into the string, or NULL: D sees the rest of it. */
static int give_rest(struct subr_env *e, const struct str *s, const char *at, int64_t *result)
{
	if (at && at - s->text <= reach(e, s))
		return give(e, at, s->len - (at - s->text), result);
	*result = 0;
	return FAULT_NONE;
}

int subr_strlen(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = reach(e, str_of_value(args[0]));
	return FAULT_NONE;
}

int subr_strjoin(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *a = str_of_value(args[0]), *b = str_of_value(args[1]);
	struct str *s;

	if ((uint64_t)a->len + b->len >= e->strsize)
		return FAULT_NOSCRATCH;
	s = strheap_alloc(e->heap, a->len + b->len);
	if (!s)
		return -ENOMEM;
	memcpy(s->text, a->text, a->len);
	memcpy(s->text + a->len, b->text, b->len);
	*result = value_of_str(s);
	return FAULT_NONE;
}

/* ---- Finding ---- */

int subr_strchr(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);

	return give_rest(e, s, strchr(s->text, (unsigned char)args[1]), result);
}

int subr_strrchr(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);

	return give_rest(e, s, strrchr(s->text, (unsigned char)args[1]), result);
}

int subr_strstr(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);

	return give_rest(e, s, strstr(s->text, str_of_value(args[1])->text), result);
}

int subr_index(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]), *sub = str_of_value(args[1]);
	int64_t at = (int32_t)args[2], len = reach(e, s);
	const char *found;

	if (at < 0)
		at = 0;
	if (at >= len) {
		*result = sub->len ? -1 : len;
		return FAULT_NONE;
	}
	found = strstr(s->text + at, sub->text);
	*result = found && found - s->text < len ? found - s->text : -1;
	return FAULT_NONE;
}

int subr_rindex(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]), *sub = str_of_value(args[1]);
	int64_t at = (int32_t)args[2], len = reach(e, s);

	if (at < 0) {
		*result = sub->len ? -1 : 0;
		return FAULT_NONE;
	}
	if (at > len)
		at = len;
	if (at > (int64_t)s->len - sub->len)
		at = (int64_t)s->len - sub->len;
	while (at >= 0 && memcmp(s->text + at, sub->text, sub->len))
		at--;
	*result = at < 0 ? -1 : at;
	return FAULT_NONE;
}

/* ---- Parts ---- */

/* Perl's rules: from the end when negative, a negative length leaves that much off. */
int subr_substr(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);
	int64_t at = (int32_t)args[1], n = (int32_t)args[2], len = reach(e, s);

	if (at < 0) {
		at += len;
		if (at < 0 && at + n > 0) {
			n += at;
			at = 0;
		}
	}
	if (at < 0 || at >= len)
		return give(e, "", 0, result);
	if (n < 0)
		n += len - at;
	if (n > len - at)
		n = len - at;
	return give(e, s->text + at, n > 0 ? n : 0, result);
}

int subr_strtok(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const char *delimiters = str_of_value(args[1])->text;
	const char *start;
	size_t len;

	if (args[0]) {
		e->token = str_of_value(args[0]);
		e->token_at = 0;
	}
	*result = 0;
	if (!e->token)
		return FAULT_NONE;
	start = e->token->text + e->token_at;
	start += strspn(start, delimiters);
	len = strcspn(start, delimiters);
	if (!len) {
		e->token = NULL;
		return FAULT_NONE;
	}
	/* As in dtrace the delimiter stays: it may be none of the next call's. */
	e->token_at = start + len - e->token->text;
	return give(e, start, len, result);
}

static size_t trim_slashes(const char *s, size_t len)
{
	while (len && s[len - 1] == '/')
		len--;
	return len;
}

static size_t trim_name(const char *s, size_t len)
{
	while (len && s[len - 1] != '/')
		len--;
	return len;
}

int subr_basename(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);
	size_t end = trim_slashes(s->text, s->len), start;

	if (!s->len)
		return give(e, ".", 1, result);
	if (!end)
		return give(e, "/", 1, result);
	start = trim_name(s->text, end);
	return give(e, s->text + start, end - start, result);
}

int subr_dirname(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);
	size_t name = trim_slashes(s->text, s->len), end = trim_name(s->text, name);

	if (s->len && !name)
		return give(e, "/", 1, result);
	if (!end)
		return give(e, ".", 1, result);
	end = trim_slashes(s->text, end);
	return end ? give(e, s->text, end, result) : give(e, "/", 1, result);
}

/* What a path's "/" at `at` begins: how many bytes to skip, and whether to go up. */
static size_t clean_step(const char *at, bool *up)
{
	*up = false;
	if (at[1] == '/')
		return 1;
	if (at[1] != '.')
		return 0;
	if (at[2] == '/')
		return 2;
	if (at[2] != '.' || (at[3] != '/' && at[3]))
		return 0;
	*up = true;
	return 3;
}

/*
 * The length without the last name, and without the "/" before it unless the path ends here.
 * There dtrace leaves the first letter of a name that has no "/" before it.
 */
static size_t clean_up(char *text, size_t n, bool end)
{
	if (end && !n)
		text[n++] = '/';
	n = trim_name(text, n);
	n -= n != 0;
	return end ? n + 1 : n;
}

int subr_cleanpath(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const struct str *s = str_of_value(args[0]);
	struct str *path = strheap_alloc(e->heap, (size_t)s->len + 1);
	size_t n = 0, skip;
	bool up;

	if (!path)
		return -ENOMEM;
	for (const char *at = s->text; *at;) {
		skip = *at == '/' ? clean_step(at, &up) : 0;
		if (!skip) {
			path->text[n++] = *at++;
			continue;
		}
		at += skip;
		if (up)
			n = clean_up(path->text, n, !*at);
	}
	path->len = n < e->strsize ? n : e->strsize - 1;
	path->text[path->len] = 0;
	*result = value_of_str(path);
	return FAULT_NONE;
}

/* ---- Letters and numbers ---- */

static int map_letters(struct subr_env *e, const struct str *s, char first, char last, int by,
		       int64_t *result)
{
	struct str *mapped = (struct str *)subr_text(e, s->text, s->len);

	if (!mapped)
		return -ENOMEM;
	for (uint32_t i = 0; i < mapped->len; i++)
		if (mapped->text[i] >= first && mapped->text[i] <= last)
			mapped->text[i] += by;
	*result = value_of_str(mapped);
	return FAULT_NONE;
}

int subr_tolower(struct subr_env *e, const int64_t *args, int64_t *result)
{
	return map_letters(e, str_of_value(args[0]), 'A', 'Z', 'a' - 'A', result);
}

int subr_toupper(struct subr_env *e, const int64_t *args, int64_t *result)
{
	return map_letters(e, str_of_value(args[0]), 'a', 'z', 'A' - 'a', result);
}

static bool bad_base(int64_t base)
{
	return base < 2 || base > 36;
}

int subr_lltostr(struct subr_env *e, const int64_t *args, int64_t *result)
{
	char text[72], *at = text + sizeof(text);
	int64_t value = args[0], base = (int32_t)args[1];
	bool negative = base == 10 && value < 0;
	uint64_t rest = negative ? -(uint64_t)value : (uint64_t)value;

	if (bad_base(base))
		return FAULT_ILLOP;
	do {
		*--at = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % base];
		rest /= base;
	} while (rest);
	if (base == 16)
		*--at = 'x';
	if (base == 16 || (base == 8 && value))
		*--at = '0';
	if (negative)
		*--at = '-';
	return give(e, at, text + sizeof(text) - at, result);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 36;
}

int subr_strtoll(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const char *at = str_of_value(args[0])->text;
	int64_t base = (int32_t)args[1];
	uint64_t value = 0;
	bool negative;

	if (bad_base(base))
		return FAULT_ILLOP;
	at += strspn(at, " \t");
	negative = *at == '-';
	at += *at == '-' || *at == '+';
	if (base == 16 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		at += 2;
	for (; digit(*at) < base; at++)
		value = value * base + digit(*at);
	*result = negative ? -value : value;
	return FAULT_NONE;
}
