/* SPDX-License-Identifier: GPL-2.0 */
#include <byteswap.h>
#include <errno.h>
#include <string.h>

#include "report/engine/subr_call.h"
#include "report/engine/subr_memory.h"
#include "report/engine/subr_text.h"

typedef int subr_fn(struct subr_env *, const int64_t *args, int64_t *result);

/* The recorded machine is little-endian, whatever this one is: to the network is a swap. */
#define SWAP(name, type, swap)                                                    \
	static int name(struct subr_env *e, const int64_t *args, int64_t *result) \
	{                                                                         \
		*result = (type)swap((type)args[0]);                              \
		return FAULT_NONE;                                                \
	}

SWAP(swap16, uint16_t, bswap_16)
SWAP(swap32, uint32_t, bswap_32)
SWAP(swap64, uint64_t, bswap_64)

/* A dev_t of illumos, in 64 bits: its halves. */
static int call_getmajor(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = (uint64_t)args[0] >> 32;
	return FAULT_NONE;
}

static int call_getminor(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = (uint32_t)args[0];
	return FAULT_NONE;
}

/* xorshift64: the same numbers in every run, so that a report can be made again. */
static int call_rand(struct subr_env *e, const int64_t *args, int64_t *result)
{
	uint64_t x = e->random ? e->random : 0x9e3779b97f4a7c15ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	e->random = x;
	*result = x >> 33;
	return FAULT_NONE;
}

static int call_speculation(struct subr_env *e, const int64_t *args, int64_t *result)
{
	*result = speculations_begin(e->speculations);
	return FAULT_NONE;
}

static subr_fn *const calls[SUBR_NR] = {
	[SUBR_ALLOCA] = subr_alloca,
	[SUBR_BCOPY] = subr_bcopy,
	[SUBR_BASENAME] = subr_basename,
	[SUBR_CLEANPATH] = subr_cleanpath,
	[SUBR_DIRNAME] = subr_dirname,
	[SUBR_GETMAJOR] = call_getmajor,
	[SUBR_GETMINOR] = call_getminor,
	[SUBR_HTONL] = swap32,
	[SUBR_HTONLL] = swap64,
	[SUBR_HTONS] = swap16,
	[SUBR_INDEX] = subr_index,
	[SUBR_INET_NTOA] = subr_inet_ntoa,
	[SUBR_INET_NTOA6] = subr_inet_ntoa6,
	[SUBR_INET_NTOP] = subr_inet_ntop,
	[SUBR_JSON] = subr_json,
	[SUBR_LLTOSTR] = subr_lltostr,
	[SUBR_NTOHL] = swap32,
	[SUBR_NTOHLL] = swap64,
	[SUBR_NTOHS] = swap16,
	[SUBR_RAND] = call_rand,
	[SUBR_RINDEX] = subr_rindex,
	[SUBR_SPECULATION] = call_speculation,
	[SUBR_STRCHR] = subr_strchr,
	[SUBR_STRJOIN] = subr_strjoin,
	[SUBR_STRLEN] = subr_strlen,
	[SUBR_STRRCHR] = subr_strrchr,
	[SUBR_STRSTR] = subr_strstr,
	[SUBR_STRTOK] = subr_strtok,
	[SUBR_STRTOLL] = subr_strtoll,
	[SUBR_SUBSTR] = subr_substr,
	[SUBR_TOLOWER] = subr_tolower,
	[SUBR_TOUPPER] = subr_toupper,
};

bool subr_keeps_state(enum subr s)
{
	static const bool keeps[SUBR_NR] = {
		[SUBR_ALLOCA] = true,	   [SUBR_BCOPY] = true,	    [SUBR_INET_NTOA] = true,
		[SUBR_INET_NTOA6] = true,  [SUBR_INET_NTOP] = true, [SUBR_RAND] = true,
		[SUBR_SPECULATION] = true, [SUBR_STRTOK] = true,
	};

	return keeps[s];
}

int subr_call(struct subr_env *e, enum subr s, const int64_t *args, int64_t *result)
{
	const char *kinds = subr_infos[s].args;

	for (uint32_t i = 0; kinds[i]; i++)
		if (kinds[i] == 's' && !args[i] && !(s == SUBR_STRTOK && !i))
			return FAULT_BADADDR;
	return calls[s](e, args, result);
}
