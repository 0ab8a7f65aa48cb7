/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_tokens.h - what the codes of a kernel's names stand for (guest_kallsyms.h).
 */
#ifndef RECORD_GUEST_TOKENS_H
#define RECORD_GUEST_TOKENS_H

#include "record/guest/guest_window.h"

#define GUEST_TOKENS 256
#define GUEST_TOKEN_SLACK 8 /* that guest_tokens_expand() may write behind a name */

struct guest_tokens {
	uint64_t begin, end;		   /* of token_table and token_index behind it */
	const uint8_t *text[GUEST_TOKENS]; /* in the window */
	uint16_t size[GUEST_TOKENS];
};

/* 0; -ENOENT: there are none; else the window's error. */
int guest_tokens_find(struct guest_tokens *, struct guest_window *);
/* A name of n codes into a buffer of so many bytes and the slack; 0: it is longer, or empty. */
size_t guest_tokens_expand(const struct guest_tokens *, const uint8_t *codes, size_t n, char *to,
			   size_t room);

#endif
