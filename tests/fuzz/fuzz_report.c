/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any bytes as a trace that is reported on: how it is stored, its summary, and a program that
 * looks at all that a row has, by columns and row by row.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "report/engine/run.h"
#include "report/info.h"
#include "report/summary/summary.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzzprog.h"

static const char *const programs[] = {
	"vm:::exit { @[execname, vmid, vcpuid, exitname, arg0] = count(); }\n"
	"vm:::entry { @latency[pid, tid] = quantize(timestamp); @sum = sum(arg1); }\n"
	"profile-97hz { @samples[vmregs[0x6802]] = count(); @max = max(arg2); }\n",
	"vm:::, profile-997hz\n"
	"{ self->n++; trace(self->n); trace(walltimestamp); trace(execname); trace(host);\n"
	"  trace(vmregs[0x681e]); }\n"
	"tick-100ms { trace(timestamp); } ERROR { trace(arg4); }\n",
};

static void run(const char *text, struct world *world)
{
	struct fuzzprog p;
	struct out out = { .file = fuzz_null(), .options = &p.options };

	fuzzprog_init(&p, (const uint8_t *)text, strlen(text), world);
	if (p.program)
		run_program(&(struct run){ .program = p.program,
					   .probes = p.probes,
					   .world = world,
					   .options = &p.options,
					   .out = &out });
	fuzzprog_release(&p);
}

static void report(struct world *world)
{
	for (uint32_t i = 0; i < world->nsessions; i++)
		info_print(&world->sessions[i], INFO_ALL, fuzz_null());
	summary(world, fuzz_null());
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		run(programs[i], world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strpool *pool = strpool_new();
	struct world *world = NULL;
	char path[32];
	const char *at = path;
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (pool && !world_open(&world, &at, 1, pool))
		report(world);
	world_free(world);
	strpool_free(pool);
	close(fd);
	return 0;
}
