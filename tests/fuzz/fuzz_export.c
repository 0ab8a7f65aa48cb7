/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a trace that is exported: in each format, all fields and some in another order. */
#include <stdio.h>
#include <unistd.h>

#include "report/export/export.h"
#include "tests/fuzz/fuzz.h"

static const char *const formats[] = { "perf-script", "csv", "json", "chrome" };
static const struct export_choice choices[] = {
	{ NULL, NULL },
	{ "*", "comm,*_*,time,cpu" },
};

static void export_as(const char *path, const char *format, const struct export_choice *choice)
{
	struct strpool *pool = strpool_new();
	struct world *world = NULL;

	if (pool && !world_open(&world, &path, 1, pool))
		export_run(world, export_find(format), choice, fuzz_null());
	world_free(world);
	strpool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[32];
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (uint32_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		for (uint32_t k = 0; k < sizeof(choices) / sizeof(*choices); k++)
			export_as(path, formats[i], &choices[k]);
	close(fd);
	return 0;
}
