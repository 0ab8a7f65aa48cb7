/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bytebuf.h - bytes being written. Inside libvmtrace.
 *
 * Out of memory is sticky: later puts do nothing and bytebuf_error() tells, so that a caller
 * checks once. bytebuf_clear() empties and forgives; memory is kept for the next use.
 */
#ifndef VMT_BYTEBUF_H
#define VMT_BYTEBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytebuf {
	uint8_t *data;
	size_t size, capacity;
	bool failed;
};

void bytebuf_release(struct bytebuf *);
void bytebuf_clear(struct bytebuf *);
/* 0 or VMT_ENOMEM. */
int bytebuf_error(const struct bytebuf *);

/* Room for n more bytes at data + size, or NULL; bytebuf_add() makes them part of it. */
uint8_t *bytebuf_reserve(struct bytebuf *, size_t n);
/* The same, already added; their content is the caller's to write. */
uint8_t *bytebuf_add(struct bytebuf *, size_t n);

void bytebuf_put(struct bytebuf *, const void *, size_t n);
void bytebuf_put8(struct bytebuf *, uint8_t);
void bytebuf_put32(struct bytebuf *, uint32_t);
void bytebuf_put64(struct bytebuf *, uint64_t);
/* LEB128: 7 bits a byte, low first, the top bit says that more follow. */
void bytebuf_put_varint(struct bytebuf *, uint64_t);
/* A varint length and the bytes. */
void bytebuf_put_text(struct bytebuf *, const char *);

#endif
