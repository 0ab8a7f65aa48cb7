/* SPDX-License-Identifier: GPL-2.0 */
/*
 * peer_duckdb LIBRARY DATABASE SQL... - runs statements in DuckDB, whose library
 * (libduckdb.so, as its npm package carries it) is loaded at run time; prints the CPU
 * milliseconds and the rows of the last one.
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* DuckDB's C API (duckdb.h): handles are pointers, a result is a struct of six words. */
struct result {
	uint64_t words[6];
};
static int (*db_open)(const char *path, void **database);
static int (*db_connect)(void *database, void **connection);
static int (*db_query)(void *connection, const char *sql, struct result *);
static const char *(*db_error)(struct result *);
static uint64_t (*db_rows)(struct result *);

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "peer_duckdb: %s: %s\n", what, why);
	exit(1);
}

static void *call(void *library, const char *name)
{
	void *p = dlsym(library, name);

	if (!p)
		die(name, "not in the library");
	return p;
}

static void load(const char *path)
{
	void *library = dlopen(path, RTLD_NOW);

	if (!library)
		die(path, dlerror());
	db_open = call(library, "duckdb_open");
	db_connect = call(library, "duckdb_connect");
	db_query = call(library, "duckdb_query");
	db_error = call(library, "duckdb_result_error");
	db_rows = call(library, "duckdb_row_count");
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	void *database, *connection;
	struct result result;
	double start = 0, end = 0;

	if (argc < 4)
		die("usage", "peer_duckdb LIBRARY DATABASE SQL...");
	load(argv[1]);
	if (db_open(argv[2], &database) || db_connect(database, &connection))
		die(argv[2], "cannot be opened");
	for (int i = 3; i < argc; i++) {
		start = cpu_ms();
		if (db_query(connection, argv[i], &result))
			die(argv[i], db_error(&result));
		end = cpu_ms();
	}
	printf("%.3f %" PRIu64 "\n", end - start, db_rows(&result));
	return 0;
}
