/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_wire.h - requests and answers of guest_reader.h as bytes of a file, which both sides have
 * and nobody else. The child's is not believed: sizes, counts and texts are checked on a copy.
 *
 *	request	struct guest_request, its slots
 *	answer	struct guest_answer, its images, tasks, rows and names of its symbols
 *
 * Both are of one program: structs are as they are in memory, their pointers without meaning.
 */
#ifndef RECORD_GUEST_WIRE_H
#define RECORD_GUEST_WIRE_H

#include "record/guest/guest_reader.h"

#define GUEST_WIRE_MOST (192u << 20) /* bytes of an answer */

/* All return 0 or a negative errno; -EPROTO: what is in the file is none. */
int guest_wire_ask(int file, const struct guest_request *);
/* *room is to be freed when the request is no longer used, with an error too. */
int guest_wire_asked(int file, struct guest_request *, void **room);
/* -EFBIG: it has more symbols than an answer may have. */
int guest_wire_tell(int file, const struct guest_answer *);
/* The cost alone, of an answer that was told: only now it is known. */
int guest_wire_tell_cost(int file, const struct guest_answer *);
int guest_wire_told(int file, struct guest_answer *, void **room);

#endif
