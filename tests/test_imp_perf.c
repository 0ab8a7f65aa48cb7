/* SPDX-License-Identifier: GPL-2.0 */
/* A perf.data made by hand: two CPUs' rings read in turn, names, losses, packed records. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <zstd.h>

#include "record/import/perf_queue.h"
#include "tests/importtest.h"

#define SVM 2
/* IP TID TIME READ CALLCHAIN ID CPU RAW: those with a size of their own before the raw data */
#define SAMPLE_TYPE (1 | 2 | 4 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 10)
#define READ_FORMAT (1 | 4 | 8 | 16) /* enabled, ids, of a group, lost */
#define ID_ALL (1ull << 18)
#define USE_CLOCK (1ull << 25)
#define MONOTONIC 1

struct perf {
	struct made made;
	bool piped, packed, no_rounds;
	uint64_t sample_type; /* 0: SAMPLE_TYPE */
};

static struct perf perf;
static struct imported im;

static void number(uint64_t value, unsigned int bytes)
{
	made_number(&perf.made, value, bytes);
}

static size_t here(void)
{
	return made_size(&perf.made);
}

/* ---- Records ---- */

static size_t record_begin(uint32_t type)
{
	size_t at = here();

	number(type, 4);
	number(0, 2);
	number(0, 2);
	return at;
}

static void record_end(size_t at)
{
	while ((here() - at) % 8)
		number(0, 1);
	made_patch(&perf.made, at + 6, here() - at, 2);
}

/* What other records end with. */
static void tail(uint32_t pid, uint32_t tid, uint64_t time, uint64_t id, uint32_t cpu)
{
	number(pid, 4);
	number(tid, 4);
	number(time, 8);
	number(id, 8);
	number(cpu, 4);
	number(0, 4);
}

static size_t sample_begin(uint64_t id, uint32_t pid, uint32_t tid, uint64_t time, uint32_t cpu)
{
	size_t at = record_begin(9);

	number(0xf00, 8);
	number(pid, 4);
	number(tid, 4);
	if (perf.sample_type & 4)
		number(time, 8);
	number(id, 8);
	number(cpu, 4);
	number(0, 4);
	number(2, 8); /* a group of two: value, id and lost each */
	number(77, 8);
	for (int i = 0; i < 6; i++)
		number(i, 8);
	number(3, 8); /* callers */
	for (int i = 0; i < 3; i++)
		number(i, 8);
	return at;
}

static void sample_exit(uint32_t pid, uint32_t tid, uint64_t time, uint32_t cpu, uint64_t rip)
{
	const struct made_exit e = { .pid = tid,
				     .reason = 0x72,
				     .isa = SVM,
				     .rip = rip,
				     .info1 = 1,
				     .info2 = 2,
				     .intr_info = 0x80000b0e,
				     .error_code = 6 };
	size_t at = sample_begin(cpu ? 51 : 50, pid, tid, time, cpu);

	number(68, 4);
	made_exit(&perf.made, &e);
	number(0, 4);
	record_end(at);
}

static void cycles(void)
{
	size_t at = sample_begin(60, 1, 1, 130, 0);

	number(0, 4);
	record_end(at);
}

static void name(uint32_t pid, uint32_t tid, const char *comm, uint64_t time)
{
	size_t at = record_begin(3);

	number(pid, 4);
	number(tid, 4);
	made_text(&perf.made, comm);
	while ((here() - at) % 8)
		number(0, 1);
	tail(pid, tid, time, 50, 0);
	record_end(at);
}

static void born(uint32_t pid, uint32_t tid, uint32_t parent, uint64_t time)
{
	size_t at = record_begin(7);

	number(pid, 4);
	number(pid, 4);
	number(tid, 4);
	number(parent, 4);
	number(time, 8);
	tail(pid, tid, time, 50, 0);
	record_end(at);
}

static void lost(uint64_t n, uint64_t time)
{
	size_t at = record_begin(2);

	number(51, 8);
	number(n, 8);
	tail(0, 0, time, 51, 1);
	record_end(at);
}

static void round_mark(void)
{
	if (!perf.no_rounds)
		record_end(record_begin(68));
}

/* A record whose size tells less than what follows it. */
static void auxtrace(void)
{
	size_t at = record_begin(71);

	number(16, 8);
	for (int i = 0; i < 4; i++)
		number(0, 8);
	record_end(at);
	made_bytes(&perf.made, "no record at all", 16);
}

/* The first CPU's ring, then the other's, twice. */
static void records(void)
{
	name(700, 700, "vmm", 0);
	born(700, 701, 700, 0);
	sample_exit(700, 701, 100, 0, 0xa0);
	sample_exit(700, 701, 300, 0, 0xa1);
	cycles();
	sample_exit(700, 701, 200, 1, 0xb0);
	round_mark();
	name(700, 701, "vcpu", 350);
	sample_exit(700, 701, 400, 0, 0xa2);
	lost(9, 250);
	sample_exit(700, 701, 260, 1, 0xb1);
	round_mark();
}

/* Their bytes in two packed records that cut one in the middle. */
static void pack(size_t from)
{
	size_t size = here() - from, half = size / 2 + 3, room = ZSTD_compressBound(size) + 64;
	uint8_t *plain = malloc(size), *packed = malloc(room);
	ZSTD_CStream *stream = ZSTD_createCStream();

	memcpy(plain, perf.made.file.data + from, size);
	perf.made.file.size = from;
	ZSTD_initCStream(stream, 1);
	for (int part = 0; part < 2; part++) {
		ZSTD_inBuffer in = { plain + (part ? half : 0), part ? size - half : half, 0 };
		ZSTD_outBuffer out = { packed, room, 0 };
		size_t at = record_begin(81);

		ZSTD_compressStream2(stream, &out, &in, ZSTD_e_flush);
		made_bytes(&perf.made, packed, out.pos);
		/* the size of a packed record is exact */
		made_patch(&perf.made, at + 6, here() - at, 2);
	}
	ZSTD_freeCStream(stream);
	free(plain);
	free(packed);
}

/* ---- Attributes and features ---- */

#define ATTR 128

static void attr(uint32_t type, uint64_t config)
{
	size_t at = here();
	uint64_t flags = ID_ALL | USE_CLOCK;

	number(type, 4);
	number(ATTR, 4);
	number(config, 8);
	number(1, 8);
	number(perf.sample_type, 8);
	number(READ_FORMAT, 8);
	number(perf.made.big ? ID_ALL << 27 | 1ull << 38 : flags, 8);
	while (here() < at + 92)
		number(0, 1);
	number(MONOTONIC, 4);
	while (here() < at + ATTR)
		number(0, 1);
}

static void counted(const char *text)
{
	number(strlen(text), 8);
	made_bytes(&perf.made, text, strlen(text));
}

static void formats(void)
{
	made_bytes(&perf.made, "\x17\x08\x44tracing", 10);
	made_text(&perf.made, "0.6");
	number(perf.made.big, 1);
	number(8, 1);
	number(4096, 4);
	made_text(&perf.made, "header_page");
	counted("\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n");
	made_text(&perf.made, "header_event");
	counted("");
	number(0, 4);
	number(1, 4);
	made_text(&perf.made, "kvm");
	number(1, 4);
	counted(made_kvm_exit);
	number(0, 4);
	number(0, 4);
	number(0, 8);
}

static void text(const char *what)
{
	size_t size = strlen(what) + 1;

	number((size + 63) / 64 * 64, 4);
	made_text(&perf.made, what);
	for (; size % 64; size++)
		number(0, 1);
}

static void clock_data(void)
{
	number(1, 4);
	number(MONOTONIC, 4);
	number(1000100, 8);
	number(100, 8);
}

static void host(void)
{
	text("there");
}

static const struct {
	unsigned int bit;
	void (*make)(void);
} features[] = { { 1, formats }, { 3, host }, { 29, clock_data } };
#define NFEATURES 3

/* ---- Files ---- */

static void make_file(void)
{
	size_t ids, attrs, data, index;

	made_bytes(&perf.made, perf.made.big ? "2ELIFREP" : "PERFILE2", 8);
	number(104, 8);
	number(ATTR + 16, 8);
	for (int i = 0; i < 6; i++)
		number(0, 8);
	for (int word = 0; word < 4; word++)
		number(word ? 0 : 1u << 1 | 1u << 3 | 1u << 29, 8);
	ids = here();
	number(50, 8);
	number(51, 8);
	number(60, 8);
	attrs = here();
	attr(2, 1440);
	number(ids, 8);
	number(16, 8);
	attr(0, 0);
	number(ids + 16, 8);
	number(8, 8);
	made_patch(&perf.made, 24, attrs, 8);
	made_patch(&perf.made, 32, here() - attrs, 8);
	data = here();
	records();
	if (perf.packed)
		pack(data);
	auxtrace();
	made_patch(&perf.made, 40, data, 8);
	made_patch(&perf.made, 48, here() - data, 8);
	index = here();
	for (int i = 0; i < NFEATURES * 2; i++)
		number(0, 8);
	for (int i = 0; i < NFEATURES; i++) {
		size_t at = here();

		features[i].make();
		made_patch(&perf.made, index + i * 16, at, 8);
		made_patch(&perf.made, index + i * 16 + 8, here() - at, 8);
	}
}

static void attr_record(uint32_t type, uint64_t config, uint64_t id, unsigned int n)
{
	size_t at = record_begin(64);

	attr(type, config);
	for (unsigned int i = 0; i < n; i++)
		number(id + i, 8);
	record_end(at);
}

static void make_piped(void)
{
	size_t at, size, from;

	made_bytes(&perf.made, perf.made.big ? "2ELIFREP" : "PERFILE2", 8);
	number(16, 8);
	attr_record(2, 1440, 50, 2);
	attr_record(0, 0, 60, 1);
	at = record_begin(80);
	number(29, 8);
	clock_data();
	record_end(at);
	at = record_begin(66);
	size = here();
	number(0, 4);
	record_end(at);
	from = here();
	formats();
	while ((here() - from) % 8)
		number(0, 1);
	made_patch(&perf.made, size, here() - from, 4);
	records();
}

static void make(struct perf as)
{
	perf = as;
	perf.sample_type = perf.sample_type ?: SAMPLE_TYPE;
	made_init(&perf.made, as.made.big);
	if (perf.piped)
		make_piped();
	else
		make_file();
}

static void import(void)
{
	imported_make(&im, perf.made.file.data, perf.made.file.size);
}

static void release(void)
{
	imported_release(&im);
	made_release(&perf.made);
}

/* ---- Tests ---- */

ParameterizedTestParameters(perf_data, kinds)
{
	static struct perf kinds[] = {
		{ .packed = false },
		{ .packed = true },
		{ .piped = true },
		{ .no_rounds = true },
		{ .made.big = true },
		{ .packed = true, .made.big = true },
		{ .piped = true, .made.big = true },
	};

	return cr_make_param_array(struct perf, kinds, sizeof(kinds) / sizeof(kinds[0]));
}

ParameterizedTest(struct perf *kind, perf_data, kinds)
{
	make(*kind);
	import();
	cr_assert(eq(int, im.r, 0), "%s", im.trouble.text);
	cr_expect(eq(u64, im.events, 5));
	cr_expect(eq(u64, im.others, 1));
	cr_expect(eq(u64, im.moved + im.cut + im.unknown, 0));
	cr_expect(eq(u64, im.lost, 9));
	cr_expect(eq(int, im.trace.damages, 0));
	imported_expect(&im, "exit", "time", " 64 12c 190 c8 104");
	imported_expect(&im, "exit", "VMX_GUEST_RIP", " a0 a1 a2 b0 b1");
	imported_expect(&im, "exit", "SVM_EXITINFO1", " 1 1 1 1 1");
	imported_expect(&im, "exit", "SVM_EXITINFO2", " 2 2 2 2 2");
	imported_expect(&im, "exit", "SVM_EXITINTINFO",
			" 680000b0e 680000b0e 680000b0e 680000b0e 680000b0e");
	imported_expect(&im, "exit", "vm", " 1 1 1 1 1");
	/* the last exit is of a thread that had got its name */
	imported_expect(&im, "exit", "task", " 1 1 2 1 1");
	imported_expect(&im, "task", "tid", " 2bd 2bd");
	imported_expect(&im, "task", "tgid", " 2bc 2bc");
	imported_expect(&im, "task", "comm", " 766d6d 76637075");
	imported_expect(&im, "task", "leader", " 766d6d 766d6d");
	imported_expect(&im, "vm", "tgid", " 2bc");
	imported_expect(&im, "vm", "nested_paging", " -");
	imported_expect(&im, "lost", "time", " fa");
	imported_expect(&im, "lost", "count", " 9");
	cr_expect(eq(str, (char *)imported_fact(&im, "clock"), "monotonic"));
	cr_expect(eq(str, (char *)imported_fact(&im, "isa"), "svm"));
	/* the time of day is a million ns on */
	cr_expect(eq(u64, im.trace.all.sessions[0].info->start.real, 1000099));
	release();
}

static void refused(const char *what)
{
	import();
	cr_expect(eq(int, im.r, -1));
	cr_expect(strstr(im.trouble.text, what) != NULL, "%s: %s", what, im.trouble.text);
	release();
}

Test(perf_data, killed_before_it_was_finished)
{
	make((struct perf){ .packed = false });
	made_patch(&perf.made, 48, 0, 8);
	refused("perf was killed before it finished this file");
}

Test(perf_data, without_tracepoints)
{
	make((struct perf){ .packed = false });
	made_patch(&perf.made, 104 + 24, 0, 4);
	refused("holds no tracepoints");
}

Test(perf_data, samples_without_a_time)
{
	make((struct perf){ .sample_type = SAMPLE_TYPE & ~4 });
	refused("a tracepoint's sample has no time");
}

Test(perf_data, damage_leaves_what_came_before)
{
	make((struct perf){ .piped = true });
	made_patch(&perf.made, here() - 2, 4, 2); /* the size of the last record */
	import();
	cr_expect(eq(int, im.r, -1));
	cr_expect(strstr(im.trouble.text, "a record has no possible size") != NULL);
	imported_expect(&im, "exit", "time", " 64 12c 190 c8 104");
	release();
}

/* ---- The queue ---- */

static struct perf_queue queue;

static void add(uint64_t time, uint32_t cpu, const char *data)
{
	const struct perf_queued e = { .time = time, .cpu = cpu, .size = strlen(data) + 1 };

	cr_assert(eq(int, perf_queue_add(&queue, &e, data), 0));
}

static void order(const char *wanted)
{
	char got[64] = "";

	for (uint32_t i = 0; i < queue.n; i++)
		strcat(got, perf_queue_data(&queue, &queue.list[i]));
	cr_expect(eq(str, got, (char *)wanted));
}

Test(perf_queue, equal_times_stay_as_they_came)
{
	add(5, 1, "e");
	add(3, 1, "b");
	add(3, 0, "c");
	add(9, 1, "h");
	add(1, 0, "a");
	add(5, 0, "f");
	add(3, 1, "d");
	perf_queue_sort(&queue);
	order("abcdefh");
	cr_expect(eq(u32, perf_queue_until(&queue, 0), 0));
	cr_expect(eq(u32, perf_queue_until(&queue, 3), 4));
	cr_expect(eq(u32, perf_queue_until(&queue, 100), 7));
	perf_queue_group(&queue, 6);
	order("acfbdeh");
	perf_queue_drop(&queue, 6);
	order("h");
	add(2, 0, "g");
	perf_queue_sort(&queue);
	order("gh");
	perf_queue_release(&queue);
}

/* Against the order that they must have, for runs of many lengths. */
Test(perf_queue, many)
{
	uint64_t seed = 1;

	for (uint32_t i = 0; i < 5000; i++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		add((seed >> 60) ? i : seed >> 50, 0, "x");
	}
	perf_queue_sort(&queue);
	cr_assert(eq(u32, queue.n, 5000));
	for (uint32_t i = 1; i < queue.n; i++) {
		const struct perf_queued *e = &queue.list[i];

		cr_assert(e->time > e[-1].time || (e->time == e[-1].time && e->data > e[-1].data));
	}
	perf_queue_release(&queue);
}
