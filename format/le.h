/* SPDX-License-Identifier: GPL-2.0 */
/*
 * le.h - little-endian numbers at any address, on any host. Inside libvmtrace.
 */
#ifndef VMT_LE_H
#define VMT_LE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t le_get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static inline uint64_t le_get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

static inline uint16_t le_get16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

static inline void le_put16(uint8_t *p, uint16_t v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static inline void le_put32(uint8_t *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void le_put64(uint8_t *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

/* The low `size` (0 to 8) bytes of a number. */
static inline uint64_t le_get(const uint8_t *p, unsigned int size)
{
	uint8_t b[8] = { 0 };

	memcpy(b, p, size);
	return le_get64(b);
}

static inline void le_put(uint8_t *p, uint64_t v, unsigned int size)
{
	uint8_t b[8];

	le_put64(b, v);
	memcpy(p, b, size);
}

/* A signed number as an unsigned one that is small when it is near 0, and back. */
static inline uint64_t zigzag(uint64_t v)
{
	return v << 1 ^ -(v >> 63);
}

static inline uint64_t unzigzag(uint64_t v)
{
	return v >> 1 ^ -(v & 1);
}

#endif
