/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_instance.h - a private instance of the kernel's tracing: its own rings and events, which
 * nobody else's tracing meets.
 *
 *	trace_instance_open	it is there, off; what killed recorders left behind is removed
 *	...			written to
 *	trace_instance_close	it is gone; descriptors of its files are closed before
 *
 * Its name is vmtrace-PID. A write that the kernel refuses costs what it was for and nothing
 * else: the first is told by `refused`.
 */
#ifndef RECORD_TRACE_INSTANCE_H
#define RECORD_TRACE_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "record/trouble.h"

struct tracefs_instance;

struct trace_instance {
	struct tracefs_instance *tracefs; /* NULL: closed */
	char refused[256];		  /* "FILE: why"; "": nothing was */
};

/* Where tracing is on this host, mounted if need be; NULL with the trouble. */
const char *tracing_directory(struct trouble *);
/* 0, or -1 with the trouble. */
int trace_instance_open(struct trace_instance *, struct trouble *);
void trace_instance_close(struct trace_instance *);
/* Writes a file of it, as the shell's > does. 0 or a negative errno. */
int trace_instance_set(struct trace_instance *, const char *file, const char *text);
/* The same, and what is refused is noted. */
void trace_instance_want(struct trace_instance *, const char *file, const char *text);
/* A descriptor of a file of it, to be read without waiting; a negative errno. */
int trace_instance_read(const struct trace_instance *, const char *file);

/* The process whose instance has this name; 0: it is none of a recorder's. */
pid_t trace_instance_owner(const char *name);

#endif
