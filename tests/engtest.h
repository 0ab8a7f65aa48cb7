/* SPDX-License-Identifier: GPL-2.0 */
/*
 * engtest.h - for the engine's tests: small traces told row by row, and programs run over
 * them with all that they print.
 */
#ifndef ENGTEST_H
#define ENGTEST_H

#include <stdbool.h>
#include <stdint.h>

/* A clock of one tick a ns, so that times in tests are what D prints. */
#define ENG_START 1000000000ull /* CLOCK_MONOTONIC at the start */
#define ENG_REAL 1700000000000000000ull
#define ENG_HZ 1000

/* Names known to every such trace: exits HLT 0x78, CPUID 0x72, IOIO 0x7b, NPF 0x400. */
enum eng_kind { ENG_EXIT, ENG_ENTRY, ENG_SAMPLE };
struct eng_row {
	enum eng_kind kind;
	uint32_t cpu;
	uint64_t at; /* ns since the start, at least 1; ascending on a CPU */
	uint32_t task, vcpu;
	uint64_t what; /* an exit's reason, a sample's tick */
	uint64_t rip, cr3, rax;
	bool blind; /* no register was read */
};

struct eng_trace {
	const struct eng_row *rows; /* in the order of their rings' sequence numbers */
	uint32_t n;
	uint64_t round, end; /* ns; rounds as long as that, 0: one */
	bool killed;	     /* no end: the last round is cut */
	uint64_t real;	     /* of its start; 0: ENG_REAL */
	uint8_t id;
};
/*
 * Tasks 1 and 2 are threads 101 and 102 of process 100, "qemu-kvm"; 3 is thread 200 of
 * process 200, "toyvmm". Returns a path that is good until the process ends.
 */
const char *eng_trace(const struct eng_trace *);
/* A generated one of about so many exits. */
const char *eng_synth(uint64_t exits, uint64_t seed);

/* One of synth_host.h, of about so many exits. */
const char *eng_host(uint64_t exits, uint64_t seed);

/* Changes one bit of its middle part: `at` of 1,000 behind its beginning. */
void eng_spoil(const char *path, uint32_t at);
/* A copy with one bit changed. */
const char *eng_damaged(const char *path, uint32_t at);

void eng_close(const char *path); /* before the process ends, where there are many */

struct eng_result {
	int status; /* of run_program(), or -1: it did not compile or open */
	char *out;  /* what was printed; freed by eng_result_free() */
	char message[1024];
};
/* options: "quiet inorder strsize=8", by blanks. paths end with NULL. */
struct eng_result eng_run(const char *program, const char *options, const char *const *paths);
void eng_result_free(struct eng_result *);
/* Runs quietly over one trace and compares what is printed; a failure is the caller's test's. */
void eng_expect(const char *path, const char *program, const char *wanted);

/*
 * The same from a file and from a pipe, in order and free, by some numbers of threads: nothing is
 * told on the way.
 */
void eng_expect_every_way(const char *path, const char *program, const char *wanted);
/* The trace comes by stdin. Returns who writes it, for waitpid(). */
int eng_pipe(const char *path);

#endif
