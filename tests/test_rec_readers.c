/* SPDX-License-Identifier: GPL-2.0 */
/* Rings that are written, drained and sealed all at once: every record comes through once. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "record/readers.h"
#include "record/round.h"

#define NCPUS 6
#define RING (64 << 10)
#define RECORDS 30000 /* of each CPU */

static struct rec_schema schema;
static struct backlog backlog;
static struct track tracks[NCPUS];
static struct vmtrace_ring_head heads[NCPUS];
static struct vmtrace_ring_control controls[NCPUS];
static uint64_t data[NCPUS][RING / 8];
static struct vmt_writer *writer;
static struct sealer sealer;
static const struct vmtrace_clock sealed_from;

/* What the module does with interrupts off: one instant, one record. */
static pthread_mutex_t instant = PTHREAD_MUTEX_INITIALIZER;
static uint64_t now = 100;

struct module {
	uint32_t cpu, seq;
	uint64_t head, woken, lost, told;
	struct vmtrace_lost loss;
};

static struct vmtrace_rec *reserve(struct module *m, uint32_t words)
{
	uint64_t tail = __atomic_load_n(&controls[m->cpu].tail, __ATOMIC_ACQUIRE);
	uint64_t end = RING - m->head % RING;
	uint64_t pad = words * 8 > end ? end : 0;
	struct vmtrace_rec *rec = (void *)&data[m->cpu][m->head % RING / 8];

	if (m->head + pad + words * 8 - tail > RING)
		return NULL;
	if (pad) {
		rec->words = pad / 8;
		rec->type = VMTRACE_PAD;
		m->seq++;
		m->head += pad;
		rec = (void *)data[m->cpu];
	}
	rec->words = words;
	rec->flags = 0;
	rec->seq = m->seq++;
	rec->tsc = now;
	return rec;
}

static void commit(struct module *m, const struct vmtrace_rec *rec)
{
	uint64_t tail = __atomic_load_n(&controls[m->cpu].tail, __ATOMIC_RELAXED);

	m->head += rec->words * 8;
	__atomic_store_n(&heads[m->cpu].head, m->head, __ATOMIC_RELEASE);
	if (m->head - tail >= RING / 2 && m->woken != tail) {
		m->woken = tail;
		eventfd_write(tracks[m->cpu].wake, 1);
	}
}

static bool tell_lost(struct module *m)
{
	struct vmtrace_rec *rec = m->lost == m->told ? NULL : reserve(m, sizeof(m->loss) / 8);
	struct vmtrace_lost *lost = (void *)rec;

	if (!rec)
		return m->lost == m->told;
	rec->type = VMTRACE_LOST;
	memset(lost->count, 0, sizeof(lost->count));
	lost->count[VMTRACE_ENTRY] = m->lost - m->told;
	lost->first = now;
	m->told = m->lost;
	commit(m, rec);
	return true;
}

static void emit(struct module *m)
{
	struct vmtrace_rec *rec = NULL;

	if (tell_lost(m))
		rec = reserve(m, schema.plans[VMTRACE_ON_ENTRY].words);
	if (!rec) {
		m->lost++;
		m->seq++;
		return;
	}
	rec->type = VMTRACE_ENTRY;
	commit(m, rec);
}

static struct module modules[NCPUS];

static void *module_main(void *unused)
{
	for (uint32_t i = 0; i < RECORDS; i++)
		for (uint32_t cpu = 0; cpu < NCPUS; cpu++) {
			pthread_mutex_lock(&instant);
			now++;
			emit(&modules[cpu]);
			pthread_mutex_unlock(&instant);
		}
	return NULL;
}

static int sink_write(void *self, const void *bytes, size_t size)
{
	return 0;
}

static void setup(void)
{
	static const struct vmt_sink sink = { .write = sink_write, .self = NULL };
	static const struct vmt_clock start = { 100, 100, 100, 100 };
	const struct vmt_writer_options options = { sizeof(options), VMT_LEVEL_NONE, false };
	struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	cr_assert_eq(
		rec_schema_init(&schema, VMTRACE_SVM, 1u << VMTRACE_ON_ENTRY, none, false, NULL),
		0);
	backlog.poke = eventfd(0, EFD_NONBLOCK);
	for (uint32_t i = 0; i < NCPUS; i++) {
		modules[i] = (struct module){ .cpu = i, .woken = ~0ull };
		cr_assert_eq(track_init(&tracks[i], i, &backlog), 0);
		tracks[i].ring = (struct ring){ .data = (uint8_t *)data[i], .bytes = RING };
		tracks[i].ring.head = &heads[i];
		tracks[i].ring.control = &controls[i];
		cr_assert_eq(track_start(&tracks[i], &schema, NULL, start.time), 0);
	}
	cr_assert_eq(vmt_writer_open(&writer, &sink, &options, schema.tables, schema.ntables, NULL,
				     0, &start, 1000000000),
		     0);
	cr_assert_eq(sealer_init(&sealer, &schema, tracks, NCPUS, 1, &sealed_from), 0);
	cr_assert_eq(rows_add_level(&sealer.own, 0, 1, 0), 0);
	sealer.writer = writer;
}

static void cleanup(void)
{
	sealer_release(&sealer);
	vmt_writer_free(writer);
	for (uint32_t i = 0; i < NCPUS; i++)
		track_release(&tracks[i]);
	rec_schema_release(&schema);
	close(backlog.poke);
}

static uint64_t make_round(void)
{
	struct vmtrace_clock t;
	struct vmt_clock clock;

	pthread_mutex_lock(&instant);
	t = (struct vmtrace_clock){ now, now, now, now };
	now++;
	pthread_mutex_unlock(&instant);
	clock = vmt_clock_of(&t);
	cr_assert_eq(sealer_seal(&sealer, &t), 0);
	cr_assert_eq(vmt_writer_round(writer, &clock), 0);
	return t.tsc;
}

Test(rec_readers, nothing_is_dropped_doubled_or_late, .init = setup, .fini = cleanup)
{
	struct readers *readers;
	pthread_t module;

	cr_assert_eq(schema.plans[VMTRACE_ON_ENTRY].words, sizeof(struct vmtrace_vcpu) / 8);
	cr_assert_eq(readers_start(&readers, tracks, NCPUS), 0);
	pthread_create(&module, NULL, module_main, NULL);
	do {
		make_round();
		usleep(2000);
	} while (pthread_tryjoin_np(module, NULL));
	readers_stop(readers);
	make_round();
	for (uint32_t i = 0; i < NCPUS; i++) {
		const struct module *m = &modules[i];

		cr_expect_eq(tracks[i].records[VMTRACE_ENTRY] + m->lost, RECORDS, "CPU %u", i);
		cr_expect_eq(tracks[i].lost, m->told, "CPU %u: no gap, no damage", i);
		cr_expect_eq(controls[i].tail, heads[i].head, "CPU %u", i);
		cr_expect_eq(vmt_stage_rows(tracks[i].carry->stage[REC_ENTRY]), 0);
	}
	cr_expect_eq(backlog.rows, 0);
	cr_expect_eq(backlog.bytes, 0);
}

Test(rec_readers, a_full_backlog_leaves_the_rest_in_the_rings, .init = setup, .fini = cleanup)
{
	emit(&modules[0]);
	backlog.bytes = BACKLOG_BYTES;
	track_drain(&tracks[0]);
	cr_expect_eq(controls[0].tail, 0);
	backlog.bytes = 0;
	track_drain(&tracks[0]);
	cr_expect_eq(controls[0].tail, heads[0].head);
	cr_expect_eq(backlog.rows, 1);
}

Test(rec_readers, a_chunk_of_rows_pokes_the_writer, .init = setup, .fini = cleanup)
{
	eventfd_t pokes;

	backlog_add(&backlog, VMT_CHUNK_ROWS - 1, 0);
	cr_expect_neq(eventfd_read(backlog.poke, &pokes), 0);
	backlog_add(&backlog, 1, 0);
	cr_expect_eq(eventfd_read(backlog.poke, &pokes), 0);
	backlog_add(&backlog, 1, 0);
	cr_expect_neq(eventfd_read(backlog.poke, &pokes), 0, "once");
}
