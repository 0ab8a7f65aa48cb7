/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fuzz.h - what fuzz targets share. Each fuzz_*.c is a libFuzzer target: one function that
 * takes any bytes and must neither crash, nor leak, nor take long. Built with clang, with
 * sanitizers and -DVMT_FUZZING (see format/checksum.h). tests/fuzz/run runs them.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with a report: what should not be. */
_Noreturn void fuzz_die(const char *what);
/* The same, unless `broken` is NULL. */
void fuzz_expect(const char *broken);
/* A new descriptor of an unlinked file that holds the bytes. */
int fuzz_file(const void *data, size_t size);
/* Where output goes that only has to be made. */
FILE *fuzz_null(void);

#endif
