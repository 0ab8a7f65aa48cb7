/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/alltrace.h"

#include <stdlib.h>

static void *grown(void *array, uint32_t n, size_t size)
{
	array = realloc(array, n * size);
	if (!array)
		abort();
	return array;
}

static void add_round(struct all_session *s, struct vmt_round *round)
{
	const struct vmt_round_info *info = vmt_round_info(round);

	s->rounds = grown(s->rounds, s->nrounds + 1, sizeof(*s->rounds));
	s->rounds[s->nrounds] = round;
	s->chunks = grown(s->chunks, s->nchunks + info->nchunks + 1, sizeof(*s->chunks));
	s->round_of = grown(s->round_of, s->nchunks + info->nchunks + 1, sizeof(*s->round_of));
	for (uint32_t i = 0; i < info->nchunks; i++) {
		s->round_of[s->nchunks] = s->nrounds;
		s->chunks[s->nchunks++] = info->chunks[i];
	}
	s->nrounds++;
}

static int add_session(struct alltrace *a, struct vmt_session *session)
{
	struct all_session s = { .session = session, .info = vmt_session_info(session) };
	struct vmt_round *round;
	int rc;

	while ((rc = vmt_session_round(session, &round)) > 0)
		add_round(&s, round);
	a->sessions = grown(a->sessions, a->nsessions + 1, sizeof(s));
	a->sessions[a->nsessions++] = s;
	return rc;
}

void alltrace_open(struct alltrace *a, const char *path, int fd, unsigned int flags,
		   vmt_damage_fn *fn, void *self)
{
	struct vmt_session *session;
	int rc;

	*a = (struct alltrace){ 0 };
	a->error = vmt_reader_open(&a->reader, path, fd, flags, fn, self);
	while (!a->error) {
		rc = vmt_reader_next(a->reader, &session);
		if (rc <= 0) {
			a->error = rc;
			break;
		}
		a->error = add_session(a, session);
	}
}

void alltrace_close(struct alltrace *a)
{
	for (uint32_t i = 0; i < a->nsessions; i++) {
		for (uint32_t k = 0; k < a->sessions[i].nrounds; k++)
			vmt_round_free(a->sessions[i].rounds[k]);
		free(a->sessions[i].rounds);
		free(a->sessions[i].chunks);
		free(a->sessions[i].round_of);
		vmt_session_free(a->sessions[i].session);
	}
	free(a->sessions);
	vmt_reader_free(a->reader);
}
