/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a D program for the empty trace: compiled, and what it compiles to listed. */
#include "report/lang/disasm.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzzprog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const none = "none";
	struct strpool *pool = strpool_new();
	struct fuzzprog p;
	struct world *world;

	if (!pool || world_open(&world, &none, 1, pool))
		fuzz_die("no world");
	fuzzprog_init(&p, data, size, world);
	if (p.program)
		disasm_program(fuzz_null(), p.program);
	fuzzprog_release(&p);
	world_free(world);
	strpool_free(pool);
	return 0;
}
