/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/print/grid.h"
#include "report/summary/sum_print.h"
#include "report/summary/sum_rank.h"
#include "report/print/units.h"

#define LINE 88 /* columns behind the label */

static const char *fact(const struct sum *s, const char *key)
{
	const char *value = vmt_session_fact(s->session->session, key);

	return value ? value : "";
}

static void print_line(FILE *f, const char *label, const char *text)
{
	char line[LINE];

	if (*text)
		fprintf(f, "%-10s%s\n", label, unit_text(line, sizeof(line), text));
}

/* "Linux 6.1.0-13-amd64" of "Linux 6.1.0-13-amd64 #1 SMP ..." */
static int kernel_length(const char *kernel)
{
	size_t system = strcspn(kernel, " ");

	return kernel[system] ? system + 1 + strcspn(kernel + system + 1, " ") : system;
}

static void print_host(const struct sum *s, FILE *f)
{
	const char *kernel = fact(s, "host.kernel"), *cpus = fact(s, "host.cpus");
	const char *cpu = fact(s, "host.cpu");
	char line[512];

	snprintf(line, sizeof(line), "%s: %.*s %s", fact(s, "host.name"), kernel_length(kernel),
		 kernel, fact(s, "host.machine"));
	print_line(f, "Host", line);
	snprintf(line, sizeof(line), "%s%s%s CPU%s online", cpu, *cpu ? ", " : "", cpus,
		 strcmp(cpus, "1") ? "s" : "");
	print_line(f, "", *cpus ? line : cpu);
}

static void print_time(const struct sum *s, FILE *f)
{
	const struct vmt_session_info *info = s->session->info;
	time_t seconds = info->start.real / 1000000000;
	char line[256], when[64], took[UNIT_TEXT];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z ", &tm);
	if (*fact(s, "walltime"))
		*when = 0;
	snprintf(line, sizeof(line), "%sfor %s by %s%s", when, unit_ns(took, sum_duration(s)),
		 fact(s, "recorder"), info->ended ? "" : "; cut, read up to its last whole round");
	print_line(f, "Recorded", line);
	if (info->ended)
		print_line(f, "Ended", info->cause);
}

static void print_capture(const struct sum *s, FILE *f)
{
	static const char *const isas[] = {
		"", [VMT_ISA_VMX] = " on Intel VMX", [VMT_ISA_SVM] = " on AMD SVM"
	};
	char line[256], rate[64] = "";

	if (s->session->period)
		snprintf(rate, sizeof(rate), ", samples at %llu Hz",
			 (unsigned long long)s->session->hz);
	snprintf(line, sizeof(line), "%s events%s%s, clock %s", fact(s, "events"),
		 isas[s->session->isa], rate, fact(s, "clock"));
	print_line(f, "Captured", line);
	print_line(f, "Filtered", fact(s, "filter"));
	print_line(f, "Command", fact(s, "command"));
}

static void print_totals(const struct sum *s, FILE *f)
{
	char exits[UNIT_TEXT], entries[UNIT_TEXT], samples[UNIT_TEXT], self[UNIT_TEXT], line[256];
	int n = snprintf(line, sizeof(line), "%s exits, %s entries, %s samples",
			 unit_count(exits, s->exits), unit_count(entries, s->entries),
			 unit_count(samples, s->samples));

	if (s->self)
		snprintf(line + n, sizeof(line) - n, "; exits that the sampler caused: %s",
			 unit_count(self, s->self));
	print_line(f, "Events", line);
}

int sum_print_head(const struct sum *s, FILE *f)
{
	print_host(s, f);
	print_time(s, f);
	print_capture(s, f);
	print_totals(s, f);
	return 0;
}

/* A moment of the session's clock as time since its start. */
static uint64_t since_start(const struct sum *s, uint64_t time)
{
	uint64_t ns = vmt_fix_mono(&s->session->info->end_fix, time);

	return ns > s->session->info->start.mono ? ns - s->session->info->start.mono : 0;
}

static const char *name_of(const struct sum *s, uint32_t set, uint64_t value)
{
	const struct str *name = world_name(s->session, set, value);

	return name ? name->text : "?";
}

static unsigned __int128 loss_weight(const void *state)
{
	return ((const struct sum_loss *)state)->count;
}

int sum_print_losses(const struct sum *s, FILE *f)
{
	static const char *const headings[] = { "<LOST", "ROWS", "FROM", "TO", "<CAUSE", NULL };
	char count[UNIT_TEXT], from[UNIT_TEXT], to[UNIT_TEXT], text[UNIT_TEXT];
	struct grid *g = grid_new(headings);
	struct ranking r;
	int error = rank(&r, &s->loss, NULL, 0, loss_weight);

	for (uint32_t i = 0; i < r.n; i++) {
		const struct sum_loss *l = r.rows[i].state;

		grid_add(g, "%s",
			 unit_text(text, sizeof(text),
				   name_of(s, VMT_SET_STREAM, r.rows[i].keys[0])));
		grid_add(g, "%s", unit_count(count, l->count));
		grid_add(g, "+%s", unit_ns(from, since_start(s, l->first)));
		grid_add(g, "+%s", unit_ns(to, since_start(s, l->last)));
		grid_add(g, "%s",
			 unit_text(text, sizeof(text),
				   name_of(s, VMT_SET_CAUSE, r.rows[i].keys[1])));
	}
	if (!error && r.n) {
		fputc('\n', f);
		error = grid_print(g, f, 0);
	}
	free(r.rows);
	grid_free(g);
	return error;
}

#define TICK_ROWS 32

static unsigned __int128 ticks_weight(const void *state)
{
	return ((const struct sum_ticks *)state)->guest;
}

int sum_print_ticks(const struct sum *s, FILE *f)
{
	static const char *const headings[] = { "<CPU",	    "TICKS",   "NO VCPU", "VCPU IN HOST",
						"IN GUEST", "OVERRUN", NULL };
	struct grid *g = grid_new(headings);
	struct ranking r;
	/* On a large host the busiest are of interest; on a small one all, in order. */
	int error = rank(&r, &s->ticks, NULL, 0, s->ticks.count > TICK_ROWS ? ticks_weight : NULL);

	for (uint32_t i = 0; i < r.n && i < TICK_ROWS; i++) {
		const struct sum_ticks *t = r.rows[i].state;
		uint64_t served = t->none + t->host + t->guest;
		uint64_t all = t->ticks > served ? t->ticks : served;
		char text[UNIT_TEXT];

		grid_add(g, "%llu", (unsigned long long)r.rows[i].keys[0]);
		grid_add(g, "%s", unit_count(text, all));
		grid_add(g, "%s", unit_share(text, t->none, all));
		grid_add(g, "%s", unit_share(text, t->host, all));
		grid_add(g, "%s", unit_share(text, t->guest, all));
		grid_add(g, "%s", unit_share(text, all - served, all));
	}
	if (!error && r.n) {
		fputs("\nWhere the sampler's ticks fell\n", f);
		error = grid_print(g, f, 2);
		if (r.n > TICK_ROWS)
			fprintf(f, "  and %u CPUs with fewer in a guest\n", r.n - TICK_ROWS);
	}
	free(r.rows);
	grid_free(g);
	return error;
}
