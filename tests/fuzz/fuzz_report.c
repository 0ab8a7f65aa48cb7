/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any bytes as a trace that is reported on: how it is stored, its summary, and a program that
 * looks at all that a row has, by columns and row by row; that is checked, and repaired.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/engine/run.h"
#include "report/guest_use.h"
#include "report/info.h"
#include "report/summary/summary.h"
#include "report/trace_check.h"
#include "report/trace_repair.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzzprog.h"
#include "tests/memtrace.h"

static const char *const programs[] = {
	"vm:::exit { @[execname, vmid, vcpuid, exitname, arg0] = count(); }\n"
	"vm:::entry { @latency[pid, tid] = quantize(timestamp); @sum = sum(arg1); }\n"
	"profile-97hz { @samples[vmregs[0x6802]] = count(); @max = max(arg2); }\n"
	"vm:::exit, profile-97hz { @[vmid, guestproc] = count(); }\n",
	"vm:::, profile-997hz\n"
	"{ self->n++; trace(self->n); trace(walltimestamp); trace(execname); trace(host);\n"
	"  trace(vmregs[0x681e]); }\n"
	"tick-100ms { trace(timestamp); } ERROR { trace(arg4); }\n",
	"vm:::exit, profile-97hz { @[guestcomm, guestpid, guestfunc] = count(); }\n"
	"vm:::exit, profile-997hz { trace(guestcomm); @f[func(arg1)] = count(); }\n",
};

static void run(const char *text, struct world *world)
{
	struct fuzzprog p;
	struct out out = { .file = fuzz_null(), .options = &p.options };

	fuzzprog_init(&p, (const uint8_t *)text, strlen(text), world);
	if (p.program && guest_use_wanted(p.program))
		world_name_guests(world, NULL);
	if (p.program)
		run_program(&(struct run){ .program = p.program,
					   .probes = p.probes,
					   .world = world,
					   .options = &p.options,
					   .out = &out });
	fuzzprog_release(&p);
}

/* A trace is read once: each opens it anew. */
enum reading { INFO, SUMMARY, PROGRAMS };

static void report(struct world *world, uint32_t reading)
{
	world->want_guests = reading == INFO;
	for (uint32_t i = 0; i < world->nsessions && reading == INFO; i++)
		info_print(&world->sessions[i], INFO_ALL, fuzz_null());
	if (reading == SUMMARY)
		summary(world, fuzz_null());
	if (reading >= PROGRAMS)
		run(programs[reading - PROGRAMS], world);
}

static void read_trace(const char *path, uint32_t reading)
{
	struct strpool *pool = strpool_new();
	struct world *world = NULL;

	if (pool && !world_open(&world, &path, 1, pool))
		report(world, reading);
	world_free(world);
	strpool_free(pool);
}

/* What comes of it can be read again. */
static void repair(const char *path)
{
	struct trace_check check;
	struct trace_repair repair;
	struct memfile file;
	struct vmt_sink sink;
	bool writing;

	memfile_init(&file);
	sink = memfile_sink(&file);
	if (!trace_check(&check, path, fuzz_null()) &&
	    !trace_repair(&repair, path, &sink, fuzz_null(), &writing) && repair.sessions) {
		char repaired[32];
		int fd = fuzz_file(file.data, file.size);

		snprintf(repaired, sizeof(repaired), "/proc/self/fd/%d", fd);
		if (trace_check(&check, repaired, fuzz_null()))
			fuzz_die("what was repaired cannot be read");
		close(fd);
	}
	memfile_release(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[32];
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (uint32_t i = 0; i < PROGRAMS + sizeof(programs) / sizeof(*programs); i++)
		read_trace(path, i);
	repair(path);
	close(fd);
	return 0;
}
