/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_confine.h - what a process that parses a hostile guest's memory may do from then on: read
 * the memory of one process, have memory of its own, and use the descriptors that are open. It
 * opens nothing, starts nothing, maps no code and reaches no other process; what it tries beyond
 * that kills it (seccomp(2), by libseccomp).
 */
#ifndef RECORD_GUEST_CONFINE_H
#define RECORD_GUEST_CONFINE_H

#include <stdint.h>

/*
 * For this process, for good; `pid` is the one whose memory it may read. 0 or a negative errno:
 * then nothing has changed. A sanitizer needs more than this leaves: built with one, it does
 * nothing.
 */
int guest_confine(uint32_t pid);

#endif
