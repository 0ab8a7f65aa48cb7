/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_given.h - a kernel that somebody gave for traces, and where it lies in their VMs: found
 * from the traces, or told (--kaslr).
 */
#ifndef REPORT_GUEST_GIVEN_H
#define REPORT_GUEST_GIVEN_H

#include "report/guest/slide_find.h"

struct guest_options {
	const char *const *files;
	uint32_t nfiles;
	uint32_t vm; /* 0: every one */
	bool told;   /* the slide */
	uint64_t slide;
};

/* Of a VM that was looked at. */
struct given_vm {
	uint32_t vm;
	bool known;
	struct slide slide;
	char message[GUEST_MESSAGE]; /* how the slide is known, or why it is not */
};
struct given_session {
	uint8_t id[16];
	uint64_t start;
	uint32_t next_image;
	uint32_t nvms;
	struct given_vm *vms;
};
struct guest_given {
	struct guest_kernel kernel;
	uint32_t nsessions;
	struct given_session *sessions;
};

/* Reads the files. -1: a line on stderr says which is wrong, and how. */
int guest_given_load(struct guest_given *, const struct guest_options *);
/*
 * Looks for the slides in a trace: 0 or a negative enum vmt_error; damage goes to fn. A slide
 * that was told is taken for every VM that is asked for.
 */
int guest_given_find(struct guest_given *, const struct guest_options *, const char *path,
		     vmt_damage_fn *fn, void *self);
void guest_given_release(struct guest_given *);
/* NULL: the session was not looked at. */
const struct given_session *guest_given_session(const struct guest_given *, const uint8_t id[16]);
/* The image lies in the VM as its kernel does: modules stay where a running guest had them. */
bool guest_given_places(const struct guest_given *, const struct given_vm *, uint32_t image,
			struct slide *);

/* "0x1e00000", "-0x200000", "31457280": -1: no such number. */
int guest_parse_slide(const char *text, uint64_t *slide);

#endif
