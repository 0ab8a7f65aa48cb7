/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clones.h - VMT_CLONES before a function: it is built once more for processors with wider
 * vectors, and the right one is chosen when the program is loaded. For loops that the compiler
 * vectorises; what they call must be inlined to gain by it. Not under ThreadSanitizer, which is not
 * yet there when the choice is made.
 */
#ifndef VMT_CLONES_H
#define VMT_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define VMT_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VMT_CLONES
#endif

#endif
