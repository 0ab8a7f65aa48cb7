/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_kallsyms.h - a kernel's own table of its symbols, found in its image without knowing where
 * (scripts/kallsyms.c of Linux). Names are strings of codes, each code a token:
 *
 *	token_table	256 strings, one behind the other; a digit's code stands for the digit
 *	token_index	u16[256]: where each begins
 *	num_syms	u32, u64 before 4.20
 *	names		of each symbol its length in codes (7 bits a byte, two since 6.1), the
 *codes; the first letter is its type
 *	markers		u32 (u64 before 4.20): where every 256th name begins
 *	seqs_of_names	3 bytes a symbol, since 6.2
 *	offsets		s32 of each symbol
 *	relative_base	u64, until 6.19
 *
 * each aligned to 8 bytes, since 7.0 to 4, in this order:
 *
 *	4.19 to 6.3	offsets relative_base num_syms names markers [seqs_of_names]
 *			token_table token_index
 *	6.4 and later	num_syms names markers token_table token_index offsets
 *			[relative_base] seqs_of_names
 *
 * An offset that is not negative is an address (of a variable per CPU), others count down from
 * relative_base - 1; or (since 6.15) all are above relative_base; or (without one) all count from
 * their own place. Which it is, the addresses tell: the table is sorted by them.
 */
#ifndef RECORD_GUEST_KALLSYMS_H
#define RECORD_GUEST_KALLSYMS_H

#include "record/guest/guest_symbols.h"
#include "record/guest/guest_window.h"

/*
 * Adds all symbols. 0; -ENOENT: no such table is in the image; -ENOMEM, -E2BIG; else the window's
 * error.
 */
int guest_kallsyms_read(struct guest_symbols *, struct guest_window *);

#endif
