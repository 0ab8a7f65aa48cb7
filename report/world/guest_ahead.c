/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/guest_ahead.h"

#include <errno.h>
#include <string.h>

#include "report/world/guest_census.h"
#include "report/world/guest_names.h"

int guest_ahead_begin(struct world_session *s)
{
	int rc = s->places ? 0 : guest_places_new(&s->places, s, s->world->given);

	if (!rc && !s->census)
		rc = guest_census_new(&s->census, s->world->pool);
	return rc;
}

static int add(struct world_session *s, const struct vmt_session *session,
	       const struct vmt_round_info *round)
{
	return guest_places_add(s->places, session, round)
		       ?: guest_census_add(s->census, session, round);
}

static int settle(struct world_session *s)
{
	return guest_places_settle(s->places) ?: guest_census_settle(s->census);
}

int guest_ahead_round(struct world_session *s, const struct vmt_round_info *round)
{
	int rc = add(s, s->session, round) ?: settle(s);

	/* of a pipe nobody asks for rows of a round that is through */
	guest_census_forget(s->census, round->end.time);
	return rc;
}

/* ---- A file ---- */

/* The rounds are read again for their rows: what is damaged of them is told then. */
struct hearing {
	bool listens;
	vmt_damage_fn *fn;
	void *self;
};

static void hear(void *self, const struct vmt_damage *d)
{
	const struct hearing *h = self;

	if (h->listens)
		h->fn(h->self, d);
}

static struct world_session *find(struct world_session *sessions, uint32_t n,
				  const struct world_file *file, const struct vmt_session *s)
{
	const struct vmt_session_info *info = vmt_session_info(s);

	for (uint32_t i = 0; i < n; i++)
		if (sessions[i].file == file &&
		    !memcmp(sessions[i].info->id, info->id, sizeof(info->id)))
			return &sessions[i];
	return NULL;
}

static int read_session(struct world_session *s, struct vmt_session *session, struct hearing *h)
{
	struct vmt_round *round;
	int rc = 0, more = 0;

	while (!rc && (more = vmt_session_round(session, &round)) > 0) {
		h->listens = true;
		rc = add(s, session, vmt_round_info(round));
		h->listens = false;
		vmt_round_free(round);
	}
	return rc ? rc : more == VMT_ENOMEM ? -ENOMEM : settle(s);
}

int guest_ahead_file(struct world_session *sessions, uint32_t n, const struct world_file *file,
		     const char *path, int fd, vmt_damage_fn *fn, void *self)
{
	struct hearing h = { .fn = fn, .self = self };
	struct vmt_reader *reader = NULL;
	struct vmt_session *session;
	int rc = vmt_reader_open(&reader, path, fd, 0, hear, &h), more = 0;

	while (!rc && (more = vmt_reader_next(reader, &session)) > 0) {
		struct world_session *s = find(sessions, n, file, session);

		rc = s ? read_session(s, session, &h) : 0;
		vmt_session_free(session);
	}
	vmt_reader_free(reader);
	/* what else cannot be read whoever reads the rows will tell */
	return rc == VMT_ENOMEM || rc == -ENOMEM || more == VMT_ENOMEM ? -ENOMEM : 0;
}
