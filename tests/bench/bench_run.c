/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench_run - runs commands in turn, what they print thrown away, and tells of each its least
 * wall time, its least CPU time (both in microseconds) and its largest resident set in KiB.
 *
 *	bench_run REPEATS COMMAND ARGUMENT... [, COMMAND ARGUMENT...]...
 *
 * A comma alone parts commands. They take turns so that a busy machine is as bad for all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 16

struct command {
	char **argv;
	uint64_t wall, cpu, rss;
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

static uint64_t us_of(const struct timeval *t)
{
	return t->tv_sec * 1000000ull + t->tv_usec;
}

static void keep_least(uint64_t *least, uint64_t value)
{
	if (!*least || value < *least)
		*least = value;
}

static void become(char **argv)
{
	int null = open("/dev/null", O_WRONLY);

	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	execvp(argv[0], argv);
	fprintf(stderr, "bench_run: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int run(struct command *c)
{
	struct rusage usage;
	uint64_t start = now_us();
	pid_t pid = fork();
	int status;

	if (!pid)
		become(c->argv);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0 || status)
		return -1;
	keep_least(&c->wall, now_us() - start);
	keep_least(&c->cpu, us_of(&usage.ru_utime) + us_of(&usage.ru_stime));
	if ((uint64_t)usage.ru_maxrss > c->rss)
		c->rss = usage.ru_maxrss;
	return 0;
}

/* Commas become the ends of argument vectors. */
static int part(struct command *commands, char **argv)
{
	int n = 0;

	while (*argv && n < MAX_COMMANDS) {
		commands[n++].argv = argv;
		while (*argv && strcmp(*argv, ","))
			argv++;
		if (*argv)
			*argv++ = NULL;
	}
	return n;
}

int main(int argc, char **argv)
{
	struct command commands[MAX_COMMANDS] = { 0 };
	int n = argc > 2 ? part(commands, argv + 2) : 0;

	if (!n) {
		fputs("usage: bench_run REPEATS COMMAND ARGUMENT... [, COMMAND...]\n", stderr);
		return 2;
	}
	/* once to warm the caches */
	for (int i = 0; i <= atoi(argv[1]); i++)
		for (int k = 0; k < n; k++) {
			if (run(&commands[k])) {
				fprintf(stderr, "bench_run: %s failed\n", commands[k].argv[0]);
				return 1;
			}
			if (!i)
				commands[k].wall = commands[k].cpu = 0;
		}
	for (int k = 0; k < n; k++)
		printf("%llu %llu %llu\n", (unsigned long long)commands[k].wall,
		       (unsigned long long)commands[k].cpu, (unsigned long long)commands[k].rss);
	return 0;
}
