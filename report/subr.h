/* SPDX-License-Identifier: GPL-2.0 */
/*
 * subr.h - D's subroutines that work on values. One row each:
 *
 *	X(NAME, D name, result kind, result size, result sign, D type, arguments, required,
 *	  missing)
 *
 * arguments: a letter each, s a string, i an int, l an int64_t, c a char, h H and q an
 * unsigned integer of 2, 4 and 8 bytes, z a size, p an address, a and A
 * one of an IPv4 and an IPv6 address. V_VOID with a size of 8 is
 * an address as a result, else nothing. The engine finds the values, one register each, in
 * R[c] .., always all of them: a last one that is left out has the value `missing`.
 */
#ifndef REPORT_SUBR_H
#define REPORT_SUBR_H

#include "report/value.h"

#define SUBRS(X)                                                               \
	X(ALLOCA, "alloca", V_VOID, 8, false, "void *", "z", 1, 0)             \
	X(BASENAME, "basename", V_STRING, 0, false, "string", "s", 1, 0)       \
	X(BCOPY, "bcopy", V_VOID, 0, false, "void", "ppz", 3, 0)               \
	X(CLEANPATH, "cleanpath", V_STRING, 0, false, "string", "s", 1, 0)     \
	X(DIRNAME, "dirname", V_STRING, 0, false, "string", "s", 1, 0)         \
	X(GETMAJOR, "getmajor", V_INT, 4, false, "major_t", "q", 1, 0)         \
	X(GETMINOR, "getminor", V_INT, 4, false, "minor_t", "q", 1, 0)         \
	X(HTONL, "htonl", V_INT, 4, false, "uint32_t", "H", 1, 0)              \
	X(HTONLL, "htonll", V_INT, 8, false, "uint64_t", "q", 1, 0)            \
	X(HTONS, "htons", V_INT, 2, false, "uint16_t", "h", 1, 0)              \
	X(INDEX, "index", V_INT, 4, true, "int", "ssi", 2, 0)                  \
	X(INET_NTOA, "inet_ntoa", V_STRING, 0, false, "string", "a", 1, 0)     \
	X(INET_NTOA6, "inet_ntoa6", V_STRING, 0, false, "string", "A", 1, 0)   \
	X(INET_NTOP, "inet_ntop", V_STRING, 0, false, "string", "ip", 2, 0)    \
	X(JSON, "json", V_STRING, 0, false, "string", "ss", 2, 0)              \
	X(LLTOSTR, "lltostr", V_STRING, 0, false, "string", "li", 1, 10)       \
	X(NTOHL, "ntohl", V_INT, 4, false, "uint32_t", "H", 1, 0)              \
	X(NTOHLL, "ntohll", V_INT, 8, false, "uint64_t", "q", 1, 0)            \
	X(NTOHS, "ntohs", V_INT, 2, false, "uint16_t", "h", 1, 0)              \
	X(RAND, "rand", V_INT, 4, true, "int", "", 0, 0)                       \
	X(RINDEX, "rindex", V_INT, 4, true, "int", "ssi", 2, INT32_MAX)        \
	X(SPECULATION, "speculation", V_INT, 4, true, "int", "", 0, 0)         \
	X(STRCHR, "strchr", V_STRING, 0, false, "string", "sc", 2, 0)          \
	X(STRJOIN, "strjoin", V_STRING, 0, false, "string", "ss", 2, 0)        \
	X(STRLEN, "strlen", V_INT, 8, false, "size_t", "s", 1, 0)              \
	X(STRRCHR, "strrchr", V_STRING, 0, false, "string", "sc", 2, 0)        \
	X(STRSTR, "strstr", V_STRING, 0, false, "string", "ss", 2, 0)          \
	X(STRTOK, "strtok", V_STRING, 0, false, "string", "ss", 2, 0)          \
	X(STRTOLL, "strtoll", V_INT, 8, true, "int64_t", "si", 1, 10)          \
	X(SUBSTR, "substr", V_STRING, 0, false, "string", "sii", 2, INT32_MAX) \
	X(TOLOWER, "tolower", V_STRING, 0, false, "string", "s", 1, 0)         \
	X(TOUPPER, "toupper", V_STRING, 0, false, "string", "s", 1, 0)

enum subr {
#define X(name, dname, kind, size, sign, type, args, required, missing) SUBR_##name,
	SUBRS(X)
#undef X
		SUBR_NR
};

struct subr_info {
	const char *name;
	struct vtype result;
	const char *type; /* of the result, as D names it */
	const char *args;
	uint8_t required;
	int64_t missing; /* the value of an optional last argument that is left out */
};
extern const struct subr_info subr_infos[SUBR_NR];

#endif
