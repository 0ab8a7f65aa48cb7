/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/engine/subr_memory.h"

static int bad_address(struct subr_env *e, uint64_t address)
{
	e->address = address;
	return FAULT_BADADDR;
}

int subr_alloca(struct subr_env *e, const int64_t *args, int64_t *result)
{
	uint64_t address = 0;
	int rc = memory_alloca(e->memory, args[0], &address);

	*result = address;
	return rc == -ENOSPC ? FAULT_NOSCRATCH : rc;
}

int subr_bcopy(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const void *from = memory_at(e->memory, args[0], args[2]);
	void *to = memory_writable(e->memory, args[1], args[2]);

	*result = 0;
	if (!from || !to)
		return bad_address(e, from ? args[1] : args[0]);
	memmove(to, from, args[2]);
	return FAULT_NONE;
}

/* ---- Internet addresses ---- */

#define FAMILY_INET 2
#define FAMILY_INET6 26

static int give(struct subr_env *e, const char *text, int64_t *result)
{
	const struct str *s = subr_text(e, text, strlen(text));

	*result = value_of_str(s);
	return s ? FAULT_NONE : -ENOMEM;
}

static int write_ipv4(char *text, size_t room, const unsigned char *at)
{
	return snprintf(text, room, "%u.%u.%u.%u", at[0], at[1], at[2], at[3]);
}

int subr_inet_ntoa(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const unsigned char *at = memory_at(e->memory, args[0], 4);
	char text[16];

	*result = 0;
	if (!at)
		return bad_address(e, args[0]);
	write_ipv4(text, sizeof(text), at);
	return give(e, text, result);
}

/* The longest run of zeroes among eight groups, the first of equals: its place and length. */
static uint32_t zero_run(const unsigned char *at, uint32_t *length)
{
	uint32_t best = 0, run = 0;

	*length = 0;
	for (uint32_t i = 0; i < 8; i++) {
		run = at[2 * i] || at[2 * i + 1] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			best = i + 1 - run;
		}
	}
	return best;
}

/* An IPv4 address in disguise: mapped, or compatible but for :: and ::1. */
static bool holds_ipv4(const unsigned char *at, bool *mapped)
{
	static const unsigned char zero[12], loopback[3];

	*mapped = !memcmp(at, zero, 10) && at[10] == 0xff && at[11] == 0xff;
	return *mapped || (!memcmp(at, zero, 12) && !(!memcmp(at + 12, loopback, 3) && at[15] < 2));
}

static void write_ipv6(char *text, size_t room, const unsigned char *at)
{
	uint32_t length, first = zero_run(at, &length);
	int n = 0;

	for (uint32_t i = 0; i < 8; i++) {
		if (length && i == first) {
			n += snprintf(text + n, room - n, "::");
			i += length - 1;
			continue;
		}
		n += snprintf(text + n, room - n, "%s%x", i && i != first + length ? ":" : "",
			      at[2 * i] << 8 | at[2 * i + 1]);
	}
}

int subr_inet_ntoa6(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const unsigned char *at = memory_at(e->memory, args[0], 16);
	char text[48], ipv4[16];
	bool mapped;

	*result = 0;
	if (!at)
		return bad_address(e, args[0]);
	if (holds_ipv4(at, &mapped)) {
		write_ipv4(ipv4, sizeof(ipv4), at + 12);
		snprintf(text, sizeof(text), "::%s%s", mapped ? "ffff:" : "", ipv4);
	} else {
		write_ipv6(text, sizeof(text), at);
	}
	return give(e, text, result);
}

int subr_inet_ntop(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = 0;
	switch ((int32_t)args[0]) {
	case FAMILY_INET:
		return subr_inet_ntoa(e, args + 1, result);
	case FAMILY_INET6:
		return subr_inet_ntoa6(e, args + 1, result);
	}
	return FAULT_ILLOP;
}
