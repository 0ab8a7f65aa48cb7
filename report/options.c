/* SPDX-License-Identifier: GPL-2.0 */
#include "report/options.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* When an option may be set: while compiling, before the run, or at any time. */
enum when { COMPILE, RUN, ANY };

struct option {
	const char *name;
	int (*parse)(const char *value, uint64_t *out);
	enum when when;
	uint16_t at;   /* in struct options; NOWHERE: checked and of no effect offline */
	uint16_t size; /* of that member */
};
#define NOWHERE UINT16_MAX

static int parse_bool(const char *value, uint64_t *out)
{
	static const struct {
		const char *name;
		bool value;
	} words[] = {
		{ "yes", 1 },	  { "no", 0 },	     { "enable", 1 }, { "disable", 0 },
		{ "enabled", 1 }, { "disabled", 0 }, { "true", 1 },   { "false", 0 },
		{ "on", 1 },	  { "off", 0 },	     { "set", 1 },    { "unset", 0 },
	};
	char *end;

	*out = 1;
	if (!value)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(value, words[i].name)) {
			*out = words[i].value;
			return 0;
		}
	*out = !!strtol(value, &end, 0);
	return end == value || *end ? OPTION_BADVALUE : 0;
}

/* Digits, not negative, and what stands behind them. */
static int parse_number(const char *value, uint64_t *out, const char **rest)
{
	char *end;

	if (!value || !isdigit((unsigned char)*value))
		return OPTION_BADVALUE;
	errno = 0;
	*out = strtoull(value, &end, 0);
	*rest = end;
	return errno || *out > INT64_MAX ? OPTION_BADVALUE : 0;
}

static int parse_count(const char *value, uint64_t *out)
{
	const char *rest;

	return parse_number(value, out, &rest) || *rest ? OPTION_BADVALUE : 0;
}

static int parse_size(const char *value, uint64_t *out)
{
	static const char suffixes[] = "kmgt";
	const char *rest, *at;
	int shift;

	if (parse_number(value, out, &rest))
		return OPTION_BADVALUE;
	if (!*rest)
		return 0;
	at = strchr(suffixes, tolower((unsigned char)*rest));
	if (!at || rest[1])
		return OPTION_BADVALUE;
	shift = 10 * (at - suffixes + 1);
	if (*out > (uint64_t)INT64_MAX >> shift)
		return OPTION_BADVALUE;
	*out <<= shift;
	return 0;
}

static int parse_strsize(const char *value, uint64_t *out)
{
	int err = parse_size(value, out);

	return err ? err : *out < 1 || *out > 1u << 20 ? OPTION_BADVALUE : 0;
}

static int parse_rate(const char *value, uint64_t *out)
{
	static const char *const suffixes[] = { "",   "hz",   "ns", "nsec", "us", "usec",
						"ms", "msec", "s",  "sec",  "m",  "min",
						"h",  "hour", "d",  "day" };
	const char *rest;

	if (parse_number(value, out, &rest))
		return OPTION_BADVALUE;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (!strcasecmp(rest, suffixes[i]))
			return 0;
	return OPTION_BADVALUE;
}

static int parse_encoding(const char *value, uint64_t *out)
{
	*out = value && !strcmp(value, "utf8");
	return value && (*out || !strcmp(value, "ascii")) ? 0 : OPTION_BADVALUE;
}

static int one_of(const char *value, const char *const *words)
{
	for (; value && *words; words++)
		if (!strcmp(value, *words))
			return 0;
	return OPTION_BADVALUE;
}

static int parse_bufpolicy(const char *value, uint64_t *out)
{
	static const char *const words[] = { "fill", "ring", "switch", NULL };

	*out = 0;
	return one_of(value, words);
}

static int parse_bufresize(const char *value, uint64_t *out)
{
	static const char *const words[] = { "auto", "manual", NULL };

	*out = 0;
	return one_of(value, words);
}

#define AT(member) offsetof(struct options, member), sizeof(((struct options *)0)->member)

static const struct option table[] = {
	{ "aggrate", parse_rate, ANY, NOWHERE, 0 },
	{ "agghist", parse_bool, ANY, AT(agghist) },
	{ "aggpack", parse_bool, ANY, AT(aggpack) },
	{ "aggsize", parse_size, RUN, NOWHERE, 0 },
	{ "aggsortkey", parse_bool, ANY, AT(aggsortkey) },
	{ "aggsortkeypos", parse_count, ANY, AT(aggsortkeypos) },
	{ "aggsortpos", parse_count, ANY, AT(aggsortpos) },
	{ "aggsortrev", parse_bool, ANY, AT(aggsortrev) },
	{ "aggzoom", parse_bool, ANY, AT(aggzoom) },
	{ "argref", parse_bool, COMPILE, AT(argref) },
	{ "bufpolicy", parse_bufpolicy, RUN, NOWHERE, 0 },
	{ "bufresize", parse_bufresize, RUN, NOWHERE, 0 },
	{ "bufsize", parse_size, RUN, NOWHERE, 0 },
	{ "cleanrate", parse_rate, RUN, NOWHERE, 0 },
	{ "cpp", parse_bool, COMPILE, AT(cpp) },
	{ "cpu", parse_count, RUN, NOWHERE, 0 },
	{ "defaultargs", parse_bool, COMPILE, AT(defaultargs) },
	{ "destructive", parse_bool, RUN, AT(destructive) },
	{ "droptags", parse_bool, COMPILE, AT(droptags) },
	{ "dynvarsize", parse_size, RUN, NOWHERE, 0 },
	{ "encoding", parse_encoding, RUN, AT(utf8) },
	{ "errtags", parse_bool, COMPILE, AT(errtags) },
	{ "flowindent", parse_bool, ANY, AT(flowindent) },
	{ "inorder", parse_bool, RUN, AT(inorder) },
	{ "jstackframes", parse_count, RUN, NOWHERE, 0 },
	{ "jstackstrsize", parse_size, RUN, NOWHERE, 0 },
	{ "memory", parse_size, RUN, AT(memory) },
	{ "nspec", parse_count, RUN, NOWHERE, 0 },
	{ "quiet", parse_bool, ANY, AT(quiet) },
	{ "rawbytes", parse_bool, ANY, AT(rawbytes) },
	{ "specsize", parse_size, RUN, NOWHERE, 0 },
	{ "stackframes", parse_count, RUN, NOWHERE, 0 },
	{ "stackindent", parse_count, ANY, NOWHERE, 0 },
	{ "statusrate", parse_rate, RUN, NOWHERE, 0 },
	{ "strsize", parse_strsize, RUN, AT(strsize) },
	{ "switchrate", parse_rate, ANY, NOWHERE, 0 },
	{ "temporal", parse_bool, RUN, NOWHERE, 0 },
	{ "threads", parse_count, RUN, AT(threads) },
	{ "ustackframes", parse_count, RUN, NOWHERE, 0 },
	{ "verbose", parse_bool, COMPILE, AT(verbose) },
	{ "zdefs", parse_bool, COMPILE, AT(zdefs) },
};

void options_init(struct options *o)
{
	*o = (struct options){ .strsize = 256 };
}

static void store(struct options *o, const struct option *opt, uint64_t v)
{
	void *at = (char *)o + opt->at;

	if (opt->at == NOWHERE)
		return;
	if (opt->size == sizeof(bool))
		*(bool *)at = v;
	else
		*(uint64_t *)at = v;
}

int options_set(struct options *o, const char *name, const char *value, bool running)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		uint64_t v;
		int err;

		if (strcmp(table[i].name, name))
			continue;
		if (running && table[i].when != ANY)
			return OPTION_LATE;
		err = table[i].parse(value, &v);
		if (!err)
			store(o, &table[i], v);
		return err;
	}
	return OPTION_UNKNOWN;
}

const char *option_strerror(int err)
{
	switch (err) {
	case OPTION_UNKNOWN:
		return "Invalid option name";
	case OPTION_BADVALUE:
		return "Invalid value for specified option";
	case OPTION_LATE:
		return "Operation illegal when tracing is active";
	}
	return "Success";
}
