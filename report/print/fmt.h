/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fmt.h - a printf format, parsed once: literal pieces and conversions (d-language: printf).
 * The front end checks arguments against it; the output runs it.
 */
#ifndef REPORT_FMT_H
#define REPORT_FMT_H

#include "report/value.h"

enum fmt_flags {
	FMT_ALT = 0x01,	 /* # */
	FMT_ZERO = 0x02, /* 0 */
	FMT_LEFT = 0x04, /* - */
	FMT_PLUS = 0x08, /* + */
	FMT_SPACE = 0x10,
	FMT_GROUP = 0x20, /* ' */
	FMT_AGG = 0x40,	  /* @ */
};

/* How a conversion prints; a row of fmt.c's table names one for each of D's conversions. */
enum fmt_style {
	FMT_S_END,	/* no conversion: only lead */
	FMT_S_PERCENT,	/* %% */
	FMT_S_DECIMAL,	/* signed as its argument's type is */
	FMT_S_SIGNED,	/* %i and the exact types' */
	FMT_S_UNSIGNED, /* this and the next three: the argument's width, unsigned */
	FMT_S_OCTAL,
	FMT_S_HEX,
	FMT_S_UPPERHEX,
	FMT_S_CHAR,
	FMT_S_ESCCHAR, /* %C: escaped where it is not printable */
	FMT_S_STRING,
	FMT_S_ESCSTRING,
	FMT_S_ADDRESS, /* %a: a symbol's name, or 0x... */
	FMT_S_DATE,    /* %Y */
	FMT_S_STAMP,   /* %T */
	FMT_S_PORT,    /* %P: a service's name, or its number */
	FMT_S_HOST,    /* %I: a host's name, or its address */
	FMT_S_WIDE,    /* %ls */
	FMT_S_FLOAT,
	FMT_S_STACK,
};

/* Bytes that can be read from where a lead begins, however short it is. */
#define FMT_SLACK 16

struct fmt_conv {
	const char *lead; /* literal text before it, leadlen bytes, escapes resolved */
	uint32_t leadlen;
	char conv;		    /* 'd' 's' ...; '%' consumes nothing; 0: the end (only lead) */
	char size[3];		    /* "", "h", "l", "ll", "L", "w" */
	uint8_t style;		    /* enum fmt_style */
	uint8_t flags;		    /* enum fmt_flags */
	int width, prec;	    /* -1: none */
	bool star_width, star_prec; /* from the arguments: one int each, before the value */
	bool plain; /* a number or string as it is, or the end, and a lead within FMT_SLACK */
};

struct fmt {
	uint32_t n;
	struct fmt_conv *convs; /* the last has conv 0 */
};

/* NULL with a message ("format conversion #2 is undefined: %q"), or on no memory. */
struct fmt *fmt_parse(const char *text, size_t len, char *message, uint32_t size);
void fmt_free(struct fmt *);
/*
 * Does conversion c take a value of type t (an aggregation's value: signed 64-bit)?
 * Otherwise `expected` says what it takes, for D_PRINTF_ARG_TYPE.
 */
bool fmt_accepts(const struct fmt_conv *c, const struct vtype *t, const char **expected);

#endif
