/* SPDX-License-Identifier: GPL-2.0 */
/*
 * options.h - what -x, #pragma D option and setopt() set: one table of name, kind and place.
 */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPTION_UNSET UINT64_MAX

/* ORDER of parse_encoding in options.c */
enum encoding { ENCODING_ASCII, ENCODING_UTF8, ENCODING_UNSET };
enum bufpolicy { BUF_SWITCH, BUF_FILL, BUF_RING };

/* As struct options has D's version. */
#define D_VERSION(major, minor, micro) ((major) << 24 | (minor) << 12 | (micro))

struct options {
	/* compile time */
	bool argref, cpp, cpphdrs, defaultargs, droptags, empty, errtags, extended, pspec, unodefs,
		verbose, zdefs;
	const char *cpppath; /* NULL: cpp */
	uint32_t ncpp;	     /* -D, -I and -U for it, in order; each the option's own copy */
	char **cpp_args;
	uint32_t nlibdirs; /* folders of libraries, in order; NULL: none */
	char **libdirs;	   /* each the option's own copy */
	bool nolibs;
	uint32_t amin; /* least stability that a name must have: name << 16 | data << 8 | class */
	uint32_t version; /* of D: 0xMMmmmuuu; names that came later are not known */
	/* run time: sizes are in bytes, intervals in ns; OPTION_UNSET: the program sets no limit */
	uint64_t strsize; /* bytes of a string with its terminator, 256 */
	uint64_t threads; /* 0: every core */
	uint64_t memory;  /* bytes, 0: half of RAM */
	uint64_t bufsize, aggsize, dynvarsize, specsize;
	uint64_t nspec; /* 1 */
	uint64_t bufpolicy;
	uint64_t switchrate, aggrate; /* 1 s */
	bool destructive;
	bool inorder; /* every clause takes events one by one in their order: to debug with */
	/* printing; setopt() may change these while the program runs */
	bool quiet, flowindent, aggsortkey, aggsortrev, agghist, aggpack, aggzoom, rawbytes;
	uint32_t encoding; /* enum encoding; unset: aggpack's is UTF-8 where a terminal shows it */
	uint64_t aggsortpos, aggsortkeypos;
};

enum option_error {
	OPTION_UNKNOWN = -1,
	OPTION_BADVALUE = -2,
	OPTION_LATE = -3,
	OPTION_LIVE = -4, /* it asks for a live system */
	OPTION_NOMEM = -5,
	OPTION_VERSION = -6, /* a version of D that there is not */
	OPTION_CONTEXT = -7, /* it is for the command line */
};
/* ORDER of enum when in options.c */
enum option_from { OPTION_COMMAND, OPTION_PRAGMA, OPTION_RUNNING };
void options_init(struct options *);
void options_release(struct options *);
/*
 * Sets one; value NULL: no value was given; it lives as long as the options when they come
 * from the command line. An option of dtrace that means nothing offline (ldpath ...) is
 * checked and accepted.
 */
int options_set(struct options *, const char *name, const char *value, enum option_from);
/* Hands the preprocessor an option, such as -D, with its value. 0 or OPTION_NOMEM. */
int options_add_cpp(struct options *, const char *letter, const char *value);
const char *option_strerror(int);

#endif
