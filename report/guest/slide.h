/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slide.h - by how much a guest's kernel lies above where it was linked (KASLR), from where its
 * exits stand. Kernels slide in steps of 2 MiB, so of an exit by CPUID, say, only those slides
 * are possible that put a CPUID of the kernel's code under its RIP. Each place where the guest
 * exited votes for them with the weight of the surprise: log2 of one over the share of all bytes
 * of code that look like that instruction. Places that the kernel patched as it booted agree
 * with none, or with a slide by chance.
 *
 * It is decided only when no other slide comes near. What LSTAR and SYSENTER_EIP hold tells it
 * too, if they were recorded; then both ways must agree.
 */
#ifndef REPORT_SLIDE_H
#define REPORT_SLIDE_H

#include "report/guest/guest_kernel.h"

/* What a guest's exits say. Zeroed is empty. */
#define SLIDE_PLACES 65536
struct slide_place {
	uint64_t rip, exits;
	int kind; /* code_site.h */
};
enum slide_entry { SLIDE_LSTAR, SLIDE_SYSENTER, SLIDE_ENTRIES };
struct slide_votes {
	uint32_t n, mask;
	struct slide_place *places; /* open addressing; exits 0: free */
	struct slide_value {
		uint64_t value, lead, total;
	} entries[SLIDE_ENTRIES];
};
void slide_votes_release(struct slide_votes *);
/* Exits of a kind at a place. Beyond SLIDE_PLACES new places do not count. -ENOMEM. */
int slide_vote(struct slide_votes *, int kind, uint64_t rip, uint64_t exits);
/* What an entry register held, if not 0. A value counts that nearly all of them are. */
void slide_vote_entry(struct slide_votes *, enum slide_entry, uint64_t value);

/*
 * An address where the kernel's code may be. The lower half is users', and a kernel's before it
 * is up; above are modules.
 */
bool slide_in_kernel(const struct guest_kernel *, uint64_t rip);

struct slide {
	uint64_t slide;
	uint8_t origin;		    /* VMT_SLIDE_* */
	uint64_t matched, compared; /* exits on their instruction, of those in the kernel's code */
	uint32_t places_matched, places;
	bool confirmed; /* an entry register says the same */
};
/* 0; -1 with a message of why it cannot be told. */
int slide_decide(const struct slide_votes *, const struct guest_kernel *, struct slide *,
		 char message[static GUEST_MESSAGE]);
/* The confidence, as one says it: "1,204 of 1,210 exits stand on their instruction, at ..." */
void slide_describe(const struct slide *, char text[static GUEST_MESSAGE]);

#endif
