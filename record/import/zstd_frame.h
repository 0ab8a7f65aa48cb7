/* SPDX-License-Identifier: GPL-2.0 */
/* zstd_frame.h - a zstd frame of known size; trace-cmd may leave the frame's magic number out. */
#ifndef RECORD_ZSTD_FRAME_H
#define RECORD_ZSTD_FRAME_H

#include <stdbool.h>
#include <stdint.h>
#include <zstd.h>

/* False: the frame does not hold exactly `size` bytes. */
bool zstd_frame_unpack(ZSTD_DCtx *, const uint8_t *frame, size_t frame_size, uint8_t *out,
		       size_t size);

#endif
