/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/stretch.h"

#include <errno.h>
#include <stdlib.h>

/* Either makes a stretch full. */
#define MOST_ROUNDS 256
#define MOST_ROWS (64u * VMT_CHUNK_ROWS)

int stretch_init(struct stretch *s, struct world_session *session)
{
	*s = (struct stretch){ .session = session };
	s->rounds = calloc(MOST_ROUNDS, sizeof(*s->rounds));
	return s->rounds ? 0 : -ENOMEM;
}

static void clear(struct stretch *s)
{
	while (s->n)
		vmt_round_free(s->rounds[--s->n]);
}

void stretch_release(struct stretch *s)
{
	clear(s);
	free(s->rounds);
}

static uint64_t rows_of(const struct vmt_round_info *round)
{
	uint64_t rows = 0;

	for (uint32_t i = 0; i < round->nchunks; i++)
		rows += vmt_chunk_info(round->chunks[i])->rows;
	return rows;
}

int stretch_next(struct stretch *s)
{
	uint32_t most = world_streams(s->session) ? 1 : MOST_ROUNDS;
	uint64_t rows = 0;
	int rc = 1;

	clear(s);
	while (s->n < most && rows < MOST_ROWS) {
		const struct vmt_round_info *info;

		rc = world_round(s->session, &s->rounds[s->n]);
		if (rc <= 0)
			break;
		info = vmt_round_info(s->rounds[s->n++]);
		rows += rows_of(info);
		s->end_ns = vmt_fix_mono(&info->end_fix, info->end.time);
	}
	return rc < 0 ? rc : s->n > 0;
}
