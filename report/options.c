/* SPDX-License-Identifier: GPL-2.0 */
#include "report/options.h"
#include "report/rate.h"
#include "report/stability.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NS_PER_S 1000000000ull
#define D_VERSION_LATEST D_VERSION(1u, 14u, 0u)

/* Where an option may be set: on the command line alone, in pragmas too, by setopt() too. */
enum when { COMMAND, COMPILE, RUN = COMPILE, ANY };

struct option {
	const char *name;
	int (*parse)(const char *value, uint64_t *out);
	enum when when;
	uint16_t at;   /* in struct options; NOWHERE: checked and of no effect offline */
	uint16_t size; /* of that member */
};
#define NOWHERE UINT16_MAX, 0

/* A word that is said or not. */
static int parse_flag(const char *value, uint64_t *out)
{
	*out = 1;
	return value ? OPTION_BADVALUE : 0;
}

static int parse_unflag(const char *value, uint64_t *out)
{
	*out = 0;
	return value ? OPTION_BADVALUE : 0;
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

/* As far as it is one, as atoi() has it. */
static int parse_positive(const char *value, uint64_t *out)
{
	const char *rest;

	return parse_number(value, out, &rest) || !*out ? OPTION_BADVALUE : 0;
}

static bool find_word(const char *value, uint64_t *out)
{
	static const struct {
		const char *name;
		bool value;
	} words[] = {
		{ "yes", 1 },	  { "no", 0 },	     { "enable", 1 }, { "disable", 0 },
		{ "enabled", 1 }, { "disabled", 0 }, { "true", 1 },   { "false", 0 },
		{ "on", 1 },	  { "off", 0 },	     { "set", 1 },    { "unset", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(value, words[i].name)) {
			*out = words[i].value;
			return true;
		}
	return false;
}

/* A number or one of those words; without a value 0. */
static int parse_value(const char *value, uint64_t *out)
{
	*out = 0;
	return !value || find_word(value, out) ? 0 : parse_count(value, out);
}

/* dtrace's way: every number sets it, 0 too. */
static int parse_bool(const char *value, uint64_t *out)
{
	if (value && find_word(value, out))
		return 0;
	if (parse_value(value, out))
		return OPTION_BADVALUE;
	*out = 1;
	return 0;
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

/* An interval, or with hz or no unit how often a second: in ns either way. None is 0. */
static int parse_rate(const char *value, uint64_t *out)
{
	const char *rest = value;
	uint64_t unit;

	*out = 0;
	if (!value || !*value)
		return 0;
	if ((isdigit((unsigned char)*value) && parse_number(value, out, &rest)) ||
	    !rate_unit(rest, &unit))
		return OPTION_BADVALUE;
	if (!unit)
		*out = *out ? NS_PER_S / *out : 0;
	else if (__builtin_mul_overflow(*out, unit, out))
		return OPTION_BADVALUE;
	return 0;
}

/* The place of a value in a list that ends with NULL. */
static int choose(const char *value, const char *const *words, uint64_t *out)
{
	for (*out = 0; value && words[*out]; ++*out)
		if (!strcmp(value, words[*out]))
			return 0;
	return OPTION_BADVALUE;
}

#define CHOICE(name, ...)                                                 \
	static int name(const char *value, uint64_t *out)                 \
	{                                                                 \
		static const char *const words[] = { __VA_ARGS__, NULL }; \
                                                                          \
		return choose(value, words, out);                         \
	}
CHOICE(parse_encoding, "ascii", "utf8")		  /* ORDER enum encoding */
CHOICE(parse_bufpolicy, "switch", "fill", "ring") /* ORDER enum bufpolicy */
CHOICE(parse_bufresize, "auto", "manual")
CHOICE(parse_evaltime, "exec", "main", "postinit", "preinit")
CHOICE(parse_late, "dynamic", "static")
CHOICE(parse_linkmode, "kernel", "primary", "dynamic", "static")
CHOICE(parse_stdc, "a", "c", "s", "t")

static int parse_linktype(const char *value, uint64_t *out)
{
	*out = 0;
	return value && (!strcasecmp(value, "elf") || !strcasecmp(value, "dof")) ? 0
										 : OPTION_BADVALUE;
}

static int parse_text(const char *value, uint64_t *out)
{
	*out = 0;
	return value && *value ? 0 : OPTION_BADVALUE;
}

static int parse_amin(const char *value, uint64_t *out)
{
	struct stability s;

	if (!value || !stability_parse(value, &s))
		return OPTION_BADVALUE;
	*out = s.name << 16 | s.data << 8 | s.class;
	return 0;
}

static int parse_version(const char *value, uint64_t *out)
{
	/* the last 1.N.x of each 1.N */
	static const uint8_t micros[] = { 0, 0, 2, 0, 1, 0, 3, 1, 1, 1, 0, 0, 1, 0, 0 };
	unsigned int major, minor, micro = 0;
	int n = 0;

	if (!value || sscanf(value, "%3u.%4u%n.%4u%n", &major, &minor, &n, &micro, &n) < 2 ||
	    value[n] || !isdigit((unsigned char)*value))
		return OPTION_BADVALUE;
	if (major != 1 || minor >= sizeof(micros) || micro > micros[minor])
		return OPTION_VERSION;
	*out = D_VERSION(major, minor, micro);
	return 0;
}

/* What would look at a live system, or at the libraries that describe one. */
static int parse_live(const char *value, uint64_t *out)
{
	*out = 0;
	return OPTION_LIVE;
}

#define AT(member) offsetof(struct options, member), sizeof(((struct options *)0)->member)

static const struct option table[] = {
	{ "aggpercpu", parse_flag, COMPILE, NOWHERE },
	{ "agghist", parse_bool, ANY, AT(agghist) },
	{ "aggpack", parse_bool, ANY, AT(aggpack) },
	{ "aggrate", parse_rate, ANY, AT(aggrate) },
	{ "aggsize", parse_size, RUN, AT(aggsize) },
	{ "aggsortkey", parse_bool, ANY, AT(aggsortkey) },
	{ "aggsortkeypos", parse_value, ANY, AT(aggsortkeypos) },
	{ "aggsortpos", parse_value, ANY, AT(aggsortpos) },
	{ "aggsortrev", parse_bool, ANY, AT(aggsortrev) },
	{ "aggzoom", parse_bool, ANY, AT(aggzoom) },
	{ "amin", parse_amin, COMPILE, AT(amin) },
	{ "argref", parse_flag, COMPILE, AT(argref) },
	{ "bufpolicy", parse_bufpolicy, RUN, AT(bufpolicy) },
	{ "bufresize", parse_bufresize, RUN, NOWHERE },
	{ "bufsize", parse_size, RUN, AT(bufsize) },
	{ "cleanrate", parse_rate, RUN, NOWHERE },
	{ "core", parse_flag, COMPILE, NOWHERE },
	{ "cpp", parse_flag, COMPILE, AT(cpp) },
	{ "cpphdrs", parse_flag, COMMAND, AT(cpphdrs) },
	{ "cpu", parse_value, RUN, NOWHERE },
	{ "ctypes", parse_text, COMPILE, NOWHERE },
	{ "debug", parse_flag, COMPILE, NOWHERE },
	{ "defaultargs", parse_flag, COMPILE, AT(defaultargs) },
	{ "destructive", parse_bool, RUN, AT(destructive) },
	{ "droptags", parse_flag, COMPILE, AT(droptags) },
	{ "dtypes", parse_text, COMPILE, NOWHERE },
	{ "dynvarsize", parse_size, RUN, AT(dynvarsize) },
	{ "empty", parse_flag, COMPILE, AT(empty) },
	{ "encoding", parse_encoding, COMPILE, AT(encoding) },
	{ "errtags", parse_flag, COMPILE, AT(errtags) },
	{ "evaltime", parse_evaltime, COMPILE, NOWHERE },
	{ "extended", parse_flag, COMPILE, AT(extended) },
	{ "flowindent", parse_bool, ANY, AT(flowindent) },
	{ "grabanon", parse_live, RUN, NOWHERE },
	{ "inorder", parse_bool, RUN, AT(inorder) },
	{ "iregs", parse_positive, COMPILE, NOWHERE },
	{ "jstackframes", parse_value, RUN, NOWHERE },
	{ "jstackstrsize", parse_size, RUN, NOWHERE },
	{ "kdefs", parse_flag, COMPILE, NOWHERE },
	{ "knodefs", parse_flag, COMPILE, NOWHERE },
	{ "late", parse_late, COMPILE, NOWHERE },
	{ "lazyload", parse_flag, COMPILE, NOWHERE },
	{ "ldpath", parse_text, COMMAND, NOWHERE },
	{ "linkmode", parse_linkmode, COMPILE, NOWHERE },
	{ "linktype", parse_linktype, COMPILE, NOWHERE },
	{ "memory", parse_size, RUN, AT(memory) },
	{ "nolibs", parse_flag, COMPILE, AT(nolibs) },
	{ "nspec", parse_value, RUN, AT(nspec) },
	{ "pgmax", parse_count, COMPILE, NOWHERE },
	{ "pspec", parse_flag, COMPILE, AT(pspec) },
	{ "quiet", parse_bool, ANY, AT(quiet) },
	{ "rawbytes", parse_bool, ANY, AT(rawbytes) },
	{ "setenv", parse_text, COMMAND, NOWHERE },
	{ "specsize", parse_size, RUN, AT(specsize) },
	{ "stackframes", parse_value, RUN, NOWHERE },
	{ "stackindent", parse_value, ANY, NOWHERE },
	{ "statusrate", parse_rate, RUN, NOWHERE },
	{ "stdc", parse_stdc, COMMAND, NOWHERE },
	{ "strip", parse_flag, COMPILE, NOWHERE },
	{ "strsize", parse_strsize, RUN, AT(strsize) },
	{ "switchrate", parse_rate, ANY, AT(switchrate) },
	{ "syslibdir", parse_text, COMMAND, NOWHERE },
	{ "temporal", parse_bool, RUN, NOWHERE },
	{ "threads", parse_count, RUN, AT(threads) },
	{ "tree", parse_positive, COMPILE, NOWHERE },
	{ "tregs", parse_positive, COMPILE, NOWHERE },
	{ "udefs", parse_unflag, COMPILE, AT(unodefs) },
	{ "unodefs", parse_flag, COMPILE, AT(unodefs) },
	{ "unsetenv", parse_text, COMMAND, NOWHERE },
	{ "ustackframes", parse_value, RUN, NOWHERE },
	{ "verbose", parse_flag, COMPILE, AT(verbose) },
	{ "version", parse_version, COMPILE, AT(version) },
	{ "zdefs", parse_flag, COMPILE, AT(zdefs) },
	{ "zone", parse_live, RUN, NOWHERE },
};

void options_init(struct options *o)
{
	*o = (struct options){
		.version = D_VERSION_LATEST,
		.strsize = 256,
		.bufsize = OPTION_UNSET,
		.aggsize = OPTION_UNSET,
		.dynvarsize = OPTION_UNSET,
		.specsize = OPTION_UNSET,
		.nspec = 1,
		.encoding = ENCODING_UNSET,
		.switchrate = NS_PER_S,
		.aggrate = NS_PER_S,
	};
}

void options_release(struct options *o)
{
	while (o->ncpp)
		free(o->cpp_args[--o->ncpp]);
	while (o->nlibdirs)
		free(o->libdirs[--o->nlibdirs]);
	free(o->cpp_args);
	free(o->libdirs);
	o->cpp_args = o->libdirs = NULL;
}

static void store(struct options *o, const struct option *opt, uint64_t v)
{
	void *at = (char *)o + opt->at;

	switch (opt->size) {
	case sizeof(bool):
		*(bool *)at = v;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)at = v;
		break;
	case sizeof(uint64_t):
		*(uint64_t *)at = v;
		break;
	}
}

static int add_text(char ***texts, uint32_t *n, const char *prefix, const char *value)
{
	char **more = realloc(*texts, (*n + 1) * sizeof(*more)), *text;

	if (!more)
		return OPTION_NOMEM;
	*texts = more;
	if (asprintf(&text, "%s%s", prefix, value) < 0)
		return OPTION_NOMEM;
	more[(*n)++] = text;
	return 0;
}

int options_add_cpp(struct options *o, const char *letter, const char *value)
{
	return add_text(&o->cpp_args, &o->ncpp, letter, value);
}

static int refused(enum option_from from)
{
	return from == OPTION_RUNNING ? OPTION_LATE : OPTION_CONTEXT;
}

/* What there can be several of: what the preprocessor is told, as -D X, and folders. */
static int set_text(struct options *o, const char *name, const char *value, enum option_from from)
{
	static const struct {
		const char *name, *letter;
	} letters[] = { { "define", "-D" }, { "incdir", "-I" }, { "undef", "-U" } };

	size_t i = 0, n = sizeof(letters) / sizeof(*letters);

	while (i < n && strcmp(name, letters[i].name))
		i++;
	if (i == n && strcmp(name, "cpppath") && strcmp(name, "libdir"))
		return OPTION_UNKNOWN;
	if (from != OPTION_COMMAND)
		return refused(from);
	if (!value || !*value)
		return OPTION_BADVALUE;
	if (i < n)
		return options_add_cpp(o, letters[i].letter, value);
	if (!strcmp(name, "libdir"))
		return add_text(&o->libdirs, &o->nlibdirs, "", value);
	o->cpppath = value;
	return 0;
}

int options_set(struct options *o, const char *name, const char *value, enum option_from from)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		uint64_t v;
		int err;

		if (strcmp(table[i].name, name))
			continue;
		if (from > (enum option_from)table[i].when)
			return refused(from);
		err = table[i].parse(value, &v);
		if (!err)
			store(o, &table[i], v);
		return err;
	}
	return set_text(o, name, value, from);
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
	case OPTION_CONTEXT:
		return "Invalid context for specified option";
	case OPTION_LIVE:
		return "A trace has no live system to ask";
	case OPTION_NOMEM:
		return "Out of memory";
	case OPTION_VERSION:
		return "No such version of D: 1.0 to 1.14";
	}
	return "Success";
}
