/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/engtest.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

#include "format/vmt_tables.h"
#include "report/lang/dcompile.h"
#include "report/engine/run.h"
#include "report/guest_use.h"
#include "report/fd_write.h"
#include "tests/synth.h"
#include "tests/synth_host.h"

/* ---- Traces ---- */

struct writing {
	struct vmt_writer *writer;
	struct vmt_stage *stages[SYNTH_NR_TABLES][2]; /* by CPU */
	uint64_t last;				      /* round */
};

static const char *fd_path(int fd)
{
	static char paths[64][32];

	cr_assert(fd >= 0 && fd < 64);
	snprintf(paths[fd], sizeof(paths[fd]), "/proc/self/fd/%d", fd);
	return paths[fd];
}

static struct vmt_clock clock_at(const struct eng_trace *t, uint64_t at)
{
	uint64_t real = t->real ? t->real : ENG_REAL;

	return (struct vmt_clock){ at, ENG_START + at, ENG_START + at, real + at };
}

static void put(uint64_t *row, enum synth_table table, const char *column, uint64_t value)
{
	int c = vmt_table_find(&synth_tables[table], column);

	cr_assert_geq(c, 0, "column %s", column);
	row[c * VMT_STAGE_STRIDE] = value;
}

static void put_text(struct vmt_stage *s, enum synth_table table, const char *column,
		     const char *text)
{
	vmt_stage_bytes(s, vmt_table_find(&synth_tables[table], column), text, strlen(text));
}

static void add_task(struct vmt_stage *s, uint32_t task, uint32_t tid, uint32_t tgid,
		     const char *comm, const char *leader)
{
	uint64_t *row = vmt_stage_begin(s);

	put(row, SYNTH_TASK, VMT_C_TASK, task);
	put(row, SYNTH_TASK, VMT_C_TID, tid);
	put(row, SYNTH_TASK, VMT_C_TGID, tgid);
	put(row, SYNTH_TASK, VMT_C_PPID, 1);
	put(row, SYNTH_TASK, VMT_C_UID, 1000 + task);
	put_text(s, SYNTH_TASK, VMT_C_COMM, comm);
	put_text(s, SYNTH_TASK, VMT_C_LEADER, leader);
	put(row, SYNTH_TASK, VMT_C_TIME, 1);
	vmt_stage_end(s);
}

static void add_name(struct vmt_stage *s, uint64_t value, const char *name)
{
	uint64_t *row = vmt_stage_begin(s);

	put(row, SYNTH_NAME, VMT_C_TIME, 1);
	put(row, SYNTH_NAME, VMT_C_SET, VMT_SET_EXIT_SVM);
	put(row, SYNTH_NAME, VMT_C_VALUE, value);
	put_text(s, SYNTH_NAME, VMT_C_NAME, name);
	vmt_stage_end(s);
}

static void add_facts(struct writing *w)
{
	struct vmt_stage *tasks = w->stages[SYNTH_TASK][0], *names = w->stages[SYNTH_NAME][0];

	add_task(tasks, 1, 101, 100, "CPU 0/KVM", "qemu-kvm");
	add_task(tasks, 2, 102, 100, "CPU 1/KVM", "qemu-kvm");
	add_task(tasks, 3, 200, 200, "toyvmm", "toyvmm");
	add_name(names, 0x72, "CPUID");
	add_name(names, 0x78, "HLT");
	add_name(names, 0x7b, "IOIO");
	add_name(names, 0x400, "NPF");
}

static void add_row(struct writing *w, const struct eng_row *r, uint32_t seq)
{
	static const enum synth_table tables[] = { SYNTH_EXIT, SYNTH_ENTRY, SYNTH_SAMPLE };
	enum synth_table t = tables[r->kind];
	struct vmt_stage *s = w->stages[t][r->cpu];
	uint64_t *row = vmt_stage_begin(s);

	put(row, t, VMT_C_TIME, r->at);
	put(row, t, VMT_C_SEQ, seq);
	put(row, t, VMT_C_TASK, r->task);
	put(row, t, VMT_C_VM, 1);
	put(row, t, VMT_C_VCPU, r->vcpu);
	if (r->kind != ENG_ENTRY) {
		put(row, t, r->kind == ENG_EXIT ? VMT_C_REASON : VMT_C_TICK, r->what);
		put(row, t, "VMX_GUEST_RIP", r->rip);
		put(row, t, "VMX_GUEST_CR3", r->cr3);
		put(row, t, "VM_RAX", r->rax);
	}
	for (uint32_t c = 0; r->blind && c < synth_tables[t].ncolumns; c++)
		if (synth_tables[t].columns[c].type & VMT_NULLABLE)
			vmt_stage_null(s, c);
	vmt_stage_end(s);
}

/* Writes what is staged up to a time. */
static void write_until(struct writing *w, uint64_t t)
{
	for (uint32_t table = SYNTH_NR_TABLES; table-- > 0;) {
		bool fact = table == SYNTH_TASK || table == SYNTH_NAME;
		struct vmt_part parts[2];
		uint32_t n = 0;

		for (uint32_t cpu = 0; cpu < 2; cpu++) {
			uint32_t rows = vmt_stage_until(w->stages[table][cpu], t);

			if (rows)
				parts[n++] = (struct vmt_part){ .cpu = fact ? VMT_NO_CPU : cpu,
								.rows = rows,
								.stage = w->stages[table][cpu] };
		}
		if (n)
			cr_assert_eq(vmt_writer_rows(w->writer, table, parts, n), 0);
		for (uint32_t i = 0; i < n; i++)
			vmt_stage_drop((struct vmt_stage *)parts[i].stage, parts[i].rows);
	}
}

static void open_writer(struct writing *w, const struct eng_trace *t, const struct vmt_sink *sink)
{
	static const struct vmt_fact facts[] = {
		{ "host.name", "host" },	{ "isa", "svm" },	 { "clock", "monotonic" },
		{ "sample.period", "1000000" }, { "sample.hz", "1000" },
	};
	struct vmt_writer_options options = { .size = sizeof(options), .footer = !t->killed };
	struct vmt_clock start = clock_at(t, 0);

	cr_assert_eq(vmt_writer_open(&w->writer, sink, &options, synth_tables, SYNTH_NR_TABLES,
				     facts, 5, &start, 1000000000),
		     0);
	for (uint32_t i = 0; i < SYNTH_NR_TABLES * 2; i++)
		cr_assert_eq(vmt_stage_new(&w->stages[i / 2][i % 2], &synth_tables[i / 2]), 0);
}

static void write_rounds(struct writing *w, const struct eng_trace *t)
{
	uint64_t round = t->round ? t->round : t->end;

	for (uint64_t at = round; at < t->end; at += round) {
		struct vmt_clock now = clock_at(t, at);

		write_until(w, at);
		cr_assert_eq(vmt_writer_round(w->writer, &now), 0);
	}
	write_until(w, UINT64_MAX);
}

const char *eng_trace(const struct eng_trace *t)
{
	int fd = memfd_create("trace", MFD_CLOEXEC);
	struct vmt_sink sink = { .write = fd_write, .self = &fd };
	struct vmt_clock end = clock_at(t, t->end);
	struct writing w = { 0 };

	open_writer(&w, t, &sink);
	add_facts(&w);
	for (uint32_t i = 0; i < t->n; i++)
		add_row(&w, &t->rows[i], i);
	write_rounds(&w, t);
	if (!t->killed)
		cr_assert_eq(vmt_writer_end(w.writer, &end, ""), 0);
	for (uint32_t i = 0; i < SYNTH_NR_TABLES * 2; i++)
		vmt_stage_free(w.stages[i / 2][i % 2]);
	vmt_writer_free(w.writer);
	return fd_path(fd);
}

const char *eng_synth(uint64_t exits, uint64_t seed)
{
	int fd = memfd_create("synth", MFD_CLOEXEC);
	struct vmt_sink sink = { .write = fd_write, .self = &fd };
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };

	cr_assert_eq(synth_write(&(struct synth_options){ .exits = exits,
							  .cpus = 4,
							  .vcpus = 8,
							  .vms = 2,
							  .round_ns = 20000000,
							  .sample_ns = 1000000,
							  .seed = seed },
				 &sink, &options),
		     0);
	return fd_path(fd);
}

const char *eng_host(uint64_t exits, uint64_t seed)
{
	int fd = memfd_create("host", MFD_CLOEXEC);
	struct vmt_sink sink = { .write = fd_write, .self = &fd };
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };

	cr_assert_eq(synth_host_write(&(struct synth_host_options){ .exits = exits / 3 + 1,
								    .cpus = 3,
								    .seed = seed },
				      &sink, &options),
		     0);
	return fd_path(fd);
}

void eng_spoil(const char *path, uint32_t at)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	off_t where = lseek(fd, 0, SEEK_END) / 1000 * at;
	uint8_t byte;

	cr_assert_eq(pread(fd, &byte, 1, where), 1);
	byte ^= 1 << at % 8;
	cr_assert_eq(pwrite(fd, &byte, 1, where), 1);
	close(fd);
}

const char *eng_damaged(const char *path, uint32_t at)
{
	int from = open(path, O_RDONLY | O_CLOEXEC), to = memfd_create("damaged", MFD_CLOEXEC);
	off_t size = lseek(from, 0, SEEK_END);

	cr_assert_eq(lseek(from, 0, SEEK_SET), 0);
	cr_assert_eq(sendfile(to, from, NULL, size), size);
	close(from);
	eng_spoil(fd_path(to), at);
	return fd_path(to);
}

void eng_close(const char *path)
{
	close(atoi(strrchr(path, '/') + 1));
}

/* ---- Programs ---- */

static void set_options(struct options *o, const char *text)
{
	char *copy = strdup(text), *rest = copy, *word;

	options_init(o);
	while ((word = strsep(&rest, " "))) {
		char *value = strchr(word, '=');

		if (value)
			*value++ = 0;
		if (*word)
			cr_assert_eq(options_set(o, word, value, false), 0, "option %s", word);
	}
	free(copy);
}

static int run_named(const struct run *run)
{
	if (guest_use_wanted(run->program))
		cr_assert_eq(world_name_guests(run->world, NULL), 0);
	return run_program(run);
}

static void run_over(struct world *world, struct strpool *pool, const char *text,
		     struct options *options, struct eng_result *result)
{
	struct probe_set *probes = probe_set_new();
	struct dcompiler *compiler;
	struct derror error = { 0 };
	size_t size;
	struct out out = { .file = open_memstream(&result->out, &size), .options = options };

	cr_assert_eq(world_probes(world, probes), 0);
	compiler = dc_new(options, probes, pool);
	if (dc_add(compiler,
		   &(struct dsource){
			   .name = text, .text = text, .size = strlen(text), .inlined = true },
		   &error))
		snprintf(result->message, sizeof(result->message), "%s", error.message);
	else
		result->status = run_named(&(struct run){ .program = dc_finish(compiler),
							  .probes = probes,
							  .world = world,
							  .options = options,
							  .out = &out });
	fclose(out.file);
	dc_free(compiler);
	probe_set_free(probes);
}

struct eng_result eng_run(const char *program, const char *options, const char *const *paths)
{
	struct eng_result result = { .status = -1 };
	struct strpool *pool = strpool_new();
	struct options o;
	struct world *world;
	uint32_t n = 0;

	set_options(&o, options);
	while (paths[n])
		n++;
	cr_assert_eq(world_open(&world, paths, n, pool), 0);
	run_over(world, pool, program, &o, &result);
	world_free(world);
	strpool_free(pool);
	return result;
}

void eng_result_free(struct eng_result *r)
{
	free(r->out);
}

void eng_expect(const char *path, const char *program, const char *wanted)
{
	struct eng_result r = eng_run(program, "quiet", (const char *const[]){ path, NULL });

	cr_expect_str_eq(r.message, "");
	cr_expect_str_eq(r.out, wanted, "%s\nprinted:\n%s\nwanted:\n%s", program, r.out, wanted);
	eng_result_free(&r);
}

/* ---- Every way ---- */

int eng_pipe(const char *path)
{
	int fd = open(path, O_RDONLY), ends[2];
	char data[65536];
	ssize_t n;
	pid_t pid;

	cr_assert_eq(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		while ((n = read(fd, data, sizeof(data))) > 0)
			if (write(ends[1], data, n) != n)
				break;
		_exit(0);
	}
	close(ends[1]);
	close(fd);
	cr_assert_eq(dup2(ends[0], 0), 0);
	close(ends[0]);
	return pid;
}

void eng_expect_every_way(const char *path, const char *program, const char *wanted)
{
	static const char *const ways[] = { "quiet inorder", "quiet threads=1", "quiet threads=3" };

	for (uint32_t i = 0; i < 2 * sizeof(ways) / sizeof(ways[0]); i++) {
		bool piped = i % 2;
		pid_t pid = piped ? eng_pipe(path) : 0;
		struct eng_result r = eng_run(program, ways[i / 2],
					      (const char *const[]){ piped ? "-" : path, NULL });

		cr_expect_str_eq(r.message, "");
		/* A run ends with an empty line. */
		if (*r.out)
			r.out[strlen(r.out) - 1] = 0;
		cr_expect_str_eq(r.out, wanted, "%s%s printed:\n%s\nwanted:\n%s", ways[i / 2],
				 piped ? ", a pipe," : "", r.out, wanted);
		eng_result_free(&r);
		if (pid)
			waitpid(pid, NULL, 0);
	}
}
