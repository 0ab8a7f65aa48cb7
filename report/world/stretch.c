/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/stretch.h"

#include <errno.h>
#include <stdlib.h>

/* Either makes a stretch full. */
#define MOST_ROUNDS 256
#define MOST_ROWS (256u * VMT_CHUNK_ROWS)

int stretch_init(struct stretch *s, struct world_session *session)
{
	*s = (struct stretch){ .session = session };
	s->rounds = calloc(MOST_ROUNDS, sizeof(*s->rounds));
	s->ahead = calloc(MOST_ROUNDS, sizeof(*s->ahead));
	return s->rounds && s->ahead ? 0 : -ENOMEM;
}

static void free_rounds(struct vmt_round **rounds, uint32_t *n)
{
	while (*n)
		vmt_round_free(rounds[--*n]);
}

void stretch_release(struct stretch *s)
{
	free_rounds(s->rounds, &s->n);
	free_rounds(s->ahead, &s->nahead);
	free(s->rounds);
	free(s->ahead);
}

static uint64_t rows_of(const struct vmt_round *round)
{
	const struct vmt_round_info *info = vmt_round_info(round);
	uint64_t rows = 0;

	for (uint32_t i = 0; i < info->nchunks; i++)
		rows += vmt_chunk_info(info->chunks[i])->rows;
	return rows;
}

static int read_rounds(struct stretch *s)
{
	uint32_t most = world_streams(s->session) ? 1 : MOST_ROUNDS;
	uint64_t rows = 0;
	int rc = 1;

	while (s->nahead < most && rows < MOST_ROWS) {
		rc = world_read(s->session, &s->ahead[s->nahead]);
		if (rc <= 0)
			break;
		rows += rows_of(s->ahead[s->nahead++]);
	}
	return rc < 0 ? rc : s->nahead > 0;
}

void stretch_read_ahead(struct stretch *s)
{
	if (s->read)
		return;
	s->more = read_rounds(s);
	s->read = true;
}

/* What was read ahead takes the place of what is through. */
static void turn(struct stretch *s)
{
	struct vmt_round **rounds = s->rounds;

	free_rounds(rounds, &s->n);
	s->rounds = s->ahead;
	s->n = s->nahead;
	s->ahead = rounds;
	s->nahead = 0;
	s->read = false;
}

int stretch_next(struct stretch *s)
{
	int rc;

	stretch_read_ahead(s);
	rc = s->more;
	turn(s);
	for (uint32_t i = 0; i < s->n && rc > 0; i++) {
		const struct vmt_round_info *info = vmt_round_info(s->rounds[i]);
		int error = world_learn(s->session, s->rounds[i]);

		s->end_ns = vmt_fix_mono(&info->end_fix, info->end.time);
		rc = error ? error : rc;
	}
	return rc;
}
