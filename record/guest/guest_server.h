/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_server.h - the child of guest_reader.h: looks at a guest when it is asked, as long as its
 * parent lives. It reads one VMM's memory and may do little else (guest_confine.h). It keeps the
 * guest's kernel from look to look, and bounds itself: memory, the size of an answer, and the time
 * of a look, of which it leaves its parent a tenth.
 */
#ifndef RECORD_GUEST_SERVER_H
#define RECORD_GUEST_SERVER_H

/* `fds`: "SOCKET,REQUEST,ANSWER", by number. The exit status. */
int guest_server_run(const char *fds);

#endif
