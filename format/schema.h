/* SPDX-License-Identifier: GPL-2.0 */
/*
 * schema.h - the bodies of SESSION and SCHEMA sections: what holds for a whole session. Inside
 * libvmtrace. Both are written again at times, the same to the byte, so that one flipped bit
 * never costs a session.
 */
#ifndef VMT_SCHEMA_H
#define VMT_SCHEMA_H

#include "format/bytebuf.h"
#include "format/cursor.h"
#include "format/vmt.h"

/* A session's tables or facts, owned: zeroed is empty, _release frees. */
struct schema {
	uint32_t ntables;
	struct vmt_table *tables;
};

struct opening {
	struct vmt_clock start;
	uint64_t ticks_per_second;
	uint32_t nfacts;
	struct vmt_fact *facts;
};

void schema_release(struct schema *);
void opening_release(struct opening *);

/* VMT_EINVAL: a table breaks a rule of vmt.h. */
int schema_check(const struct vmt_table *, uint32_t ntables);
/* VMT_EINVAL: more, or longer, than a SESSION holds. */
int facts_check(const struct vmt_fact *, uint32_t nfacts);
int schema_copy(struct schema *, const struct vmt_table *, uint32_t ntables);

void schema_put(struct bytebuf *, const struct schema *);
/*
 * Adds the tables of a section's body to the schema; those it has already are passed over,
 * for a repeated section says the same. VMT_EDAMAGE, VMT_ENOMEM: the schema is as it was.
 */
int schema_add(struct schema *, struct cursor *);

void opening_put(struct bytebuf *, const struct vmt_clock *start, uint64_t ticks_per_second,
		 const struct vmt_fact *, uint32_t nfacts);
int opening_get(struct cursor *, struct opening *);

void clock_put(struct bytebuf *, const struct vmt_clock *);
void clock_get(struct cursor *, struct vmt_clock *);
#define FIX_MAX_SHIFT 63
void fix_put(struct bytebuf *, const struct vmt_fix *);
void fix_get(struct cursor *, struct vmt_fix *);

#endif
