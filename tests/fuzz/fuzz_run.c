/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any bytes as a D program that runs over a small trace, or over none: within bounds of time
 * and memory it ends well. What it prints is made and thrown away.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "report/engine/run.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzzprog.h"
#include "tests/memtrace.h"
#include "tests/synth.h"

#define MEMORY (64u << 20)
#define MILLISECONDS 100 /* of processor time */

/* ---- A program that asks for more than values stays inside ---- */

int system(const char *command)
{
	errno = EPERM;
	return -1;
}

FILE *freopen64(const char *path, const char *mode, FILE *f)
{
	errno = EPERM;
	return NULL;
}

/* ---- Time ---- */

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	interrupted = 1;
}

static void limit_time(unsigned int milliseconds)
{
	struct itimerval timer = { .it_value.tv_usec = milliseconds * 1000 };

	interrupted = 0;
	signal(SIGVTALRM, interrupt);
	setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

/* ---- The trace ---- */

static const char *trace(void)
{
	static const struct vmt_writer_options options = { .size = sizeof(options) };
	static const struct synth_options synth = { .exits = 300,
						    .cpus = 2,
						    .vcpus = 3,
						    .vms = 2,
						    .round_ns = 1000000,
						    .seed = 1,
						    .lossy = true };
	static char path[32];
	struct memfile file;
	struct vmt_sink sink;

	if (*path)
		return path;
	memfile_init(&file);
	sink = memfile_sink(&file);
	if (synth_write(&synth, &sink, &options))
		fuzz_die("no trace");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fuzz_file(file.data, file.size));
	memfile_release(&file);
	return path;
}

static void run(struct fuzzprog *p, struct world *world)
{
	struct out out = { .file = fuzz_null(), .options = &p->options };

	p->options.memory = MEMORY;
	p->options.threads = p->options.threads > 3 ? 3 : p->options.threads;
	limit_time(MILLISECONDS);
	run_program(&(struct run){ .program = p->program,
				   .probes = p->probes,
				   .world = world,
				   .options = &p->options,
				   .out = &out,
				   .interrupted = &interrupted });
	limit_time(0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = size && data[0] == ' ' ? "none" : trace();
	struct strpool *pool = strpool_new();
	struct fuzzprog p;
	struct world *world;

	if (!pool || world_open(&world, &path, 1, pool))
		fuzz_die("no world");
	fuzzprog_init(&p, data, size, world);
	if (p.program)
		run(&p, world);
	fuzzprog_release(&p);
	world_free(world);
	strpool_free(pool);
	return 0;
}
