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
	void *to = memory_given(e->memory, args[1], args[2]);

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

/*
 * The run of zero groups that :: stands for: where it begins, and its length, in bytes. It is the
 * longest one as dtrace's loop over bytes measures it. A run seems a byte longer where the group
 * behind it is below 0x100, and then it wins over an equal one before it; it seems a byte shorter
 * where the address ends, so that one last group does not count. None: -1, and a length of 1.
 */
static int zero_run(const unsigned char *at, int *length)
{
	int first = -1, start = -1;

	*length = 1;
	for (int i = 0; i < 16; i++) {
		if (start < 0) {
			start = !at[i] && i % 2 == 0 ? i : -1;
			continue;
		}
		if (!at[i] && i < 15)
			continue;
		if (i - start > *length) {
			first = start;
			*length = i - i % 2 - start + (at[i] ? 0 : 2);
		}
		start = -1;
	}
	return first;
}

/* An IPv4 address in disguise: mapped, or compatible but for :: and ::1. */
static bool holds_ipv4(const unsigned char *at)
{
	static const unsigned char zero[12], loopback[3];
	bool mapped = !memcmp(at, zero, 10) && at[10] == 0xff && at[11] == 0xff;

	return mapped || (!memcmp(at, zero, 12) && !(!memcmp(at + 12, loopback, 3) && at[15] < 2));
}

/* The groups up to `end`, a byte's number. */
static int write_groups(char *text, size_t room, const unsigned char *at, int end)
{
	int length, first = zero_run(at, &length), n = 0;

	for (int i = 0; i < end; i += 2) {
		if (i == first && first + length <= end) {
			n += snprintf(text + n, room - n, "::");
			i += length - 2;
			continue;
		}
		n += snprintf(text + n, room - n, "%s%x", i && text[n - 1] != ':' ? ":" : "",
			      at[i] << 8 | at[i + 1]);
	}
	return n;
}

/* An IPv4 address in disguise stands behind its six groups, or, with inet_ntoa6(), alone. */
static int write_address(struct subr_env *e, int64_t address, bool groups, int64_t *result)
{
	const unsigned char *at = memory_at(e->memory, address, 16);
	char text[64];
	int n = 0;

	*result = 0;
	if (!at)
		return bad_address(e, address);
	if (!holds_ipv4(at)) {
		write_groups(text, sizeof(text), at, 16);
		return give(e, text, result);
	}
	if (groups)
		n = write_groups(text, sizeof(text), at, 12);
	if (n && text[n - 1] != ':')
		text[n++] = ':';
	write_ipv4(text + n, sizeof(text) - n, at + 12);
	return give(e, text, result);
}

int subr_inet_ntoa6(struct subr_env *e, const int64_t *args, int64_t *result)
{
	return write_address(e, args[0], false, result);
}

int subr_inet_ntop(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = 0;
	switch ((int32_t)args[0]) {
	case FAMILY_INET:
		return subr_inet_ntoa(e, args + 1, result);
	case FAMILY_INET6:
		return write_address(e, args[1], true, result);
	}
	return FAULT_ILLOP;
}
