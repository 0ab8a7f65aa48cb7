/* SPDX-License-Identifier: GPL-2.0 */
/*
 * alltrace.h - a trace read to its end with every round kept, for tests that go back and
 * forth in it.
 */
#ifndef ALLTRACE_H
#define ALLTRACE_H

#include "format/vmt.h"

struct all_session {
	struct vmt_session *session;
	const struct vmt_session_info *info;
	uint32_t nrounds, nchunks;
	struct vmt_round **rounds;
	const struct vmt_chunk **chunks; /* of all rounds */
	uint32_t *round_of;		 /* [chunk] */
};
struct alltrace {
	struct vmt_reader *reader;
	int error; /* of vmt_reader_open() or of reading on */
	uint32_t nsessions;
	struct all_session *sessions;
};
void alltrace_open(struct alltrace *, const char *path, int fd, unsigned int flags, vmt_damage_fn *,
		   void *self);
void alltrace_close(struct alltrace *);

#endif
