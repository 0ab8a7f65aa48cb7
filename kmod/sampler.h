/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sampler.h - a lane's timer: pinned, in hard interrupt context, at the session's period.
 *
 * Every tick that is served has a class: no vCPU loaded, a vCPU's host code, a guest. Guests
 * give a SAMPLE. Classes are counted for the CPU and for each vCPU thread, and told as TICKS
 * about once a round.
 */
#ifndef VMTRACE_SAMPLER_H
#define VMTRACE_SAMPLER_H

struct lane;

/* On the lane's CPU. start: does nothing where the session has no timer. */
void sampler_start(struct lane *l);
void sampler_stop(struct lane *l); /* and tells what it counted */

#endif
