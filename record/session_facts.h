/* SPDX-License-Identifier: GPL-2.0 */
/* session_facts.h - what the file says of its host and of how it was recorded, as text. */
#ifndef RECORD_SESSION_FACTS_H
#define RECORD_SESSION_FACTS_H

#include "format/vmt.h"
#include "kmod/vmtrace_uapi.h"
#include "record/record_options.h"

#define FACTS_MAX 24

struct facts {
	uint32_t n;
	struct vmt_fact fact[FACTS_MAX]; /* values point below */
	uint32_t used;
	char text[8192];
};

/*
 * Continues: the capture began before this session of the file. What cannot be learnt is left
 * out; nothing fails. Pointers into the struct: do not copy.
 */
void facts_init(struct facts *, const struct record_options *, const struct vmtrace_start *,
		uint32_t ring_bytes, bool continues);

#endif
