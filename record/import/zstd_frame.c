/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/zstd_frame.h"

#include <string.h>

bool zstd_frame_unpack(ZSTD_DCtx *d, const uint8_t *frame, size_t frame_size, uint8_t *out,
		       size_t size)
{
	static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd };
	bool has = frame_size >= sizeof(magic) && !memcmp(frame, magic, sizeof(magic));
	ZSTD_inBuffer first = { .src = magic, .size = has ? 0 : sizeof(magic) };
	ZSTD_inBuffer rest = { .src = frame, .size = frame_size };
	ZSTD_outBuffer to = { .dst = out, .size = size };
	size_t left;

	ZSTD_DCtx_reset(d, ZSTD_reset_session_only);
	if (first.size && ZSTD_isError(ZSTD_decompressStream(d, &to, &first)))
		return false;
	left = ZSTD_decompressStream(d, &to, &rest);
	return !left && to.pos == size && rest.pos == frame_size;
}
