/* SPDX-License-Identifier: GPL-2.0 */
#include "report/info.h"
#include "report/info_guests.h"
#include "report/losses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/world/facts.h"
#include "report/print/grid.h"
#include "report/print/units.h"
#include "report/vm_text.h"

#define CODECS 256
#define VALUE 80

/* A column's blocks by codec, without and with zstd behind it. */
struct column_sum {
	uint64_t bytes, valid;
	uint32_t blocks[CODECS][2];
};

struct table_sum {
	uint64_t rows, bytes, first, last;
	uint32_t chunks;
	struct column_sum *columns; /* of the table's columns */
};

static void sums_free(struct table_sum *sums)
{
	for (uint32_t i = 0; sums && i < VMT_MAX_TABLES; i++)
		free(sums[i].columns);
	free(sums);
}

static void take_span(struct table_sum *t, const struct vmt_chunk_info *c)
{
	for (uint32_t i = 0; i < c->ngroups; i++) {
		uint64_t first = vmt_chunk_mono(c, c->groups[i].min_time);
		uint64_t last = vmt_chunk_mono(c, c->groups[i].max_time);

		if (!t->last || first < t->first)
			t->first = first;
		if (last > t->last)
			t->last = last;
	}
}

static int take_chunk(struct table_sum *t, const struct vmt_chunk_info *c)
{
	if (!t->columns)
		t->columns = calloc(c->nblocks, sizeof(*t->columns));
	if (!t->columns)
		return -ENOMEM;
	t->chunks++;
	t->rows += c->rows;
	t->bytes += c->bytes;
	take_span(t, c);
	for (uint32_t i = 0; i < c->nblocks; i++) {
		t->columns[i].bytes += c->blocks[i].bytes;
		t->columns[i].valid += c->blocks[i].valid;
		t->columns[i].blocks[c->blocks[i].codec][!!c->blocks[i].compressed]++;
	}
	return 0;
}

/* The formats of tracepoints are pages of text; who wants all gets their beginnings. */
static bool shows_fact(const struct vmt_fact *fact, enum info_columns columns)
{
	return *fact->value && (columns == INFO_ALL || strncmp(fact->key, "format.", 7));
}

static void print_facts(const struct vmt_session_info *info, enum info_columns columns, FILE *f)
{
	char key[32], value[VALUE];

	for (uint32_t i = 0; i < info->nfacts; i++)
		if (shows_fact(&info->facts[i], columns))
			fprintf(f, "  %-14s %s\n", unit_text(key, sizeof(key), info->facts[i].key),
				unit_text(value, sizeof(value), info->facts[i].value));
}

/* Another tool's file may not say when it was; a fact says so then. */
static bool has_walltime(const struct vmt_session_info *info)
{
	for (uint32_t i = 0; i < info->nfacts; i++)
		if (!strcmp(info->facts[i].key, "walltime"))
			return false;
	return true;
}

static void print_clocks(const struct vmt_session_info *info, FILE *f)
{
	time_t seconds = info->start.real / 1000000000;
	char when[64], text[UNIT_TEXT], cause[VALUE];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	if (has_walltime(info))
		fprintf(f, "  %-14s %s.%09llu %s\n", "start", when,
			(unsigned long long)info->start.real % 1000000000, tm.tm_zone);
	fprintf(f, "  %-14s %s in %llu rounds\n", "duration",
		unit_ns(text, info->end.mono - info->start.mono), (unsigned long long)info->rounds);
	fprintf(f, "  %-14s %s Hz\n", "clock rate", unit_count(text, info->ticks_per_second));
	fprintf(f, "  %-14s %s\n", "end",
		!info->ended	? "missing: the recording was cut"
		: !*info->cause ? "as asked"
				: unit_text(cause, sizeof(cause), info->cause));
}

static void print_head(const struct world_session *s, enum info_columns columns, FILE *f)
{
	const struct vmt_session_info *info = s->info;
	char text[UNIT_TEXT];

	fputs("session ", f);
	for (size_t i = 0; i < sizeof(info->id); i++)
		fprintf(f, "%02x", info->id[i]);
	fprintf(f, ", %s at byte %llu\n", unit_bytes(text, info->bytes),
		(unsigned long long)info->offset);
	print_facts(info, columns, f);
	print_clocks(info, f);
}

/* How hard the recorder compressed: the changes, of which the first is what was asked for. */
#define LEVELS 8

struct level {
	uint64_t time;
	int level;
	bool none;
	uint32_t fill;
};

struct facts {
	uint64_t nlevels;
	struct level levels[LEVELS];
};

static int take_level(void *self, const struct facts_row *row)
{
	struct facts *f = self;

	if (f->nlevels++ < LEVELS)
		f->levels[f->nlevels - 1] = (struct level){ .time = facts_int(row, 0),
							    .level = facts_int(row, 1),
							    .none = !facts_has(row, 1),
							    .fill = facts_int(row, 2) };
	return 0;
}

static void print_level(const struct level *l, FILE *f)
{
	if (l->none)
		fputs("without zstd", f);
	else
		fprintf(f, "zstd %d", l->level);
}

/* "zstd 1; under pressure zstd -5 from +2.10 s (92% full), without zstd from +2.20 s (97% full)" */
static void print_levels(const struct world_session *s, const struct facts *facts, FILE *f)
{
	const struct vmt_session_info *info = s->info;
	char text[UNIT_TEXT];

	if (!facts->nlevels)
		return;
	fprintf(f, "  %-14s ", "compression");
	print_level(&facts->levels[0], f);
	for (uint32_t i = 1; i < facts->nlevels && i < LEVELS; i++) {
		uint64_t ns = vmt_fix_mono(&info->end_fix, facts->levels[i].time);

		fputs(i == 1 ? "; under pressure " : ", ", f);
		print_level(&facts->levels[i], f);
		fprintf(f, " from +%s (%u%% full)",
			unit_ns(text, ns > info->start.mono ? ns - info->start.mono : 0),
			facts->levels[i].fill);
	}
	if (facts->nlevels > LEVELS)
		fprintf(f, " and %s more", unit_things(text, facts->nlevels - LEVELS, "change"));
	fputc('\n', f);
}

static void print_losses(const struct world_session *s, FILE *f)
{
	fprintf(f, "  %-14s ", "lost");
	if (!losses_print(s, f))
		fputs("nothing", f);
	fputc('\n', f);
}

/* A fact's time is that of what it tells, and says nothing of the table's span. */
static void add_span(struct grid *g, const struct vmt_session_info *info, const struct table_sum *t,
		     const struct vmt_table *table)
{
	uint64_t start = info->start.mono;
	char text[UNIT_TEXT];

	if (!(table->flags & VMT_TABLE_EVENT) || !t->rows) {
		grid_end_row(g);
		return;
	}
	grid_add(g, "+%s", unit_ns(text, t->first > start ? t->first - start : 0));
	grid_add(g, "+%s", unit_ns(text, t->last > start ? t->last - start : 0));
}

static bool is_tracepoint(const struct vmt_table *t)
{
	return strchr(t->name, ':');
}

/* Of many tracepoints most may never have fired. */
static void print_idle(const struct vmt_session_info *info, const struct table_sum *sums, FILE *f)
{
	uint32_t all = 0, idle = 0;
	char text[UNIT_TEXT];

	for (uint32_t i = 0; i < info->ntables; i++) {
		all += is_tracepoint(&info->tables[i]);
		idle += is_tracepoint(&info->tables[i]) && !sums[i].rows;
	}
	if (all)
		fprintf(f, "  %-14s %s", "tracepoints", unit_count(text, all));
	if (idle)
		fprintf(f, ", of which %s never fired", unit_count(text, idle));
	if (all)
		fputc('\n', f);
}

static void print_vms(const struct world_session *s, FILE *f)
{
	char key[UNIT_TEXT];

	for (uint32_t i = 1; i < s->nvms; i++) {
		if (!s->vms[i].tgid)
			continue;
		snprintf(key, sizeof(key), "vm %u", i);
		fprintf(f, "  %-14s ", key);
		vm_print(s, i, f);
		fputc('\n', f);
	}
}

static int print_tables(const struct vmt_session_info *info, const struct table_sum *sums,
			enum info_columns columns, FILE *f)
{
	static const char *const headings[] = { "<TABLE", "ROWS",  "CHUNKS", "BYTES", "BYTES/ROW",
						"SHARE",  "FIRST", "LAST",   NULL };
	struct grid *g = grid_new(headings);
	char text[VALUE];
	int error;

	for (uint32_t i = 0; i < info->ntables; i++) {
		const struct table_sum *t = &sums[i];

		if (!t->rows && is_tracepoint(&info->tables[i]) && columns != INFO_ALL)
			continue;
		grid_add(g, "%s", unit_text(text, sizeof(text), info->tables[i].name));
		grid_add(g, "%s", unit_count(text, t->rows));
		grid_add(g, "%s", unit_count(text, t->chunks));
		grid_add(g, "%s", unit_count(text, t->bytes));
		grid_add(g, "%s", unit_ratio(text, t->bytes, t->rows));
		grid_add(g, "%s", unit_share(text, t->bytes, info->bytes));
		add_span(g, info, t, &info->tables[i]);
	}
	fputc('\n', f);
	error = grid_print(g, f, 2);
	grid_free(g);
	return error;
}

static const char *type_name(const struct vmt_column *c, char text[static VALUE])
{
	static const char *const names[] = {
		[VMT_U8] = "u8",   [VMT_U16] = "u16",	  [VMT_U32] = "u32", [VMT_U64] = "u64",
		[VMT_I8] = "i8",   [VMT_I16] = "i16",	  [VMT_I32] = "i32", [VMT_I64] = "i64",
		[VMT_VAR] = "var", [VMT_FIXED] = "fixed",
	};
	uint8_t plain = c->type & ~(VMT_LIST | VMT_NULLABLE);
	const char *name = plain < sizeof(names) / sizeof(*names) ? names[plain] : NULL;

	snprintf(text, VALUE, "%s%s%s", c->type & VMT_LIST ? "list " : "", name ? name : "?",
		 c->type & VMT_NULLABLE ? "?" : "");
	return text;
}

/* "dict+zstd 92%, runs": the two commonest codecs of a column's blocks. */
static const char *codec_mix(const struct column_sum *c, uint32_t chunks, char text[static VALUE])
{
	bool told[CODECS][2] = { 0 };
	uint32_t n = 0;

	text[0] = '\0';
	for (int i = 0; i < 2; i++) {
		int codec = -1, zstd = 0;

		for (int k = 0; k < CODECS * 2; k++)
			if (!told[k / 2][k % 2] && c->blocks[k / 2][k % 2] &&
			    (codec < 0 || c->blocks[k / 2][k % 2] > c->blocks[codec][zstd])) {
				codec = k / 2;
				zstd = k % 2;
			}
		if (codec < 0 || n >= VALUE)
			break;
		told[codec][zstd] = true;
		n += snprintf(text + n, VALUE - n, "%s%s%s", i ? ", " : "", vmt_codec_name(codec),
			      zstd ? "+zstd" : "");
		if (c->blocks[codec][zstd] < chunks && n < VALUE)
			n += snprintf(text + n, VALUE - n, " %llu%%",
				      c->blocks[codec][zstd] * 100ull / chunks);
	}
	return text;
}

static int print_columns(const struct vmt_session_info *info, uint32_t table,
			 const struct table_sum *t, FILE *f)
{
	static const char *const headings[] = { "<COLUMN",   "<TYPE", "VALID",	"BYTES",
						"BYTES/ROW", "SHARE", "<CODEC", NULL };
	const struct vmt_table *schema = &info->tables[table];
	struct grid *g = grid_new(headings);
	char text[VALUE];
	int error;

	for (uint32_t i = 0; i < schema->ncolumns; i++) {
		const struct column_sum *c = &t->columns[i];

		grid_add(g, "%s", unit_text(text, sizeof(text), schema->columns[i].name));
		grid_add(g, "%s", type_name(&schema->columns[i], text));
		grid_add(g, "%s", unit_share(text, c->valid, t->rows));
		grid_add(g, "%s", unit_count(text, c->bytes));
		grid_add(g, "%s", unit_ratio(text, c->bytes, t->rows));
		grid_add(g, "%s", unit_share(text, c->bytes, t->bytes));
		grid_add(g, "%s", codec_mix(c, t->chunks, text));
	}
	fprintf(f, "\n%s\n", unit_text(text, sizeof(text), schema->name));
	error = grid_print(g, f, 2);
	grid_free(g);
	return error;
}

static bool wanted(const struct vmt_table *t, enum info_columns columns)
{
	return columns == INFO_ALL || (columns == INFO_EVENTS && t->flags & VMT_TABLE_EVENT);
}

static int take_round(const struct world_session *s, const struct vmt_round_info *round,
		      struct table_sum *sums, struct facts *facts, struct info_guests *guests)
{
	static const char *const level[] = { VMT_C_TIME, VMT_C_LEVEL, VMT_C_FILL };

	for (uint32_t i = 0; i < round->nchunks; i++) {
		const struct vmt_chunk_info *c = vmt_chunk_info(round->chunks[i]);

		if (take_chunk(&sums[c->table], c))
			return -ENOMEM;
	}
	return info_guests_add(guests, round)
		       ?: facts_each(s->session, round, VMT_T_LEVEL, level, 3, take_level, facts);
}

static int take_session(struct world_session *s, struct table_sum *sums, struct facts *facts,
			struct info_guests *guests)
{
	struct vmt_round *round;
	int rc;

	while ((rc = world_round(s, &round)) > 0) {
		rc = take_round(s, vmt_round_info(round), sums, facts, guests);
		vmt_round_free(round);
		if (rc)
			break;
	}
	return rc;
}

int info_print(struct world_session *s, enum info_columns columns, FILE *f)
{
	const struct vmt_session_info *info = s->info;
	struct info_guests guests;
	struct facts facts = { 0 };
	/* A session may declare more tables as it goes on. */
	struct table_sum *sums = calloc(VMT_MAX_TABLES, sizeof(*sums));
	int error = sums ? 0 : -ENOMEM;

	error = info_guests_init(&guests, s) ?: error;
	if (!error)
		error = take_session(s, sums, &facts, &guests);
	if (!error) {
		print_head(s, columns, f);
		print_levels(s, &facts, f);
		print_losses(s, f);
		print_idle(info, sums, f);
		print_vms(s, f);
		error = info_guests_print(&guests, columns == INFO_ALL, f)
				?: print_tables(info, sums, columns, f);
	}
	for (uint32_t i = 0; !error && i < info->ntables; i++)
		if (sums[i].rows && wanted(&info->tables[i], columns))
			error = print_columns(info, i, &sums[i], f);
	info_guests_release(&guests);
	sums_free(sums);
	return error;
}
