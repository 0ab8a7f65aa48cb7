/* SPDX-License-Identifier: GPL-2.0 */
/* calls.h - the ioctls: user space's structs are copied, bounded and checked here. */
#ifndef VMTRACE_CALLS_H
#define VMTRACE_CALLS_H

struct session;

/* As unlocked_ioctl. Takes no lock itself: it touches user memory. */
long calls_ioctl(struct session *s, unsigned int cmd, void __user *arg);

#endif
