/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests that never were: who is named in their made-up traces is whom the bare rules name, applied
 * here one row and one entry at a time, and who it was in truth.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "format/vmt_tables.h"
#include "tests/engtest.h"
#include "tests/guesttrace.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static struct guesttrace g;

static bool holds(const struct guesttrace_task *t, uint64_t time, uint64_t until)
{
	return time >= t->from && time <= until;
}

/* The rules, one row and one entry at a time; of a file. */
static uint64_t last_look(const struct guesttrace_task *t)
{
	uint64_t begun = 0, confirmed = 0, found = 0;
	uint32_t image = 0, reigns = 0;

	for (uint32_t i = 0; i < g.nlooks; i++) {
		const struct guesttrace_look *l = &g.looks[i];

		if (l->vm != t->vm || !l->image || (image && l->begin < begun))
			continue;
		if (l->image != image) {
			image = l->image;
			begun = l->begin;
			confirmed = 0;
			reigns++;
		}
		if (l->tasks && l->begin > confirmed)
			confirmed = l->begin;
		if (begun <= t->from || reigns == 1)
			found = confirmed;
	}
	return found;
}

static uint64_t until(const struct guesttrace_task *t)
{
	uint64_t first = UINT64_MAX;

	for (uint32_t i = 0; i < g.nends; i++)
		if (g.ends[i].entry == t->entry && g.ends[i].until < first)
			first = g.ends[i].until;
	return first == UINT64_MAX ? last_look(t) : first;
}

static bool is_double(const struct guesttrace_task *t)
{
	for (uint32_t i = 0; i < g.ntasks; i++)
		if (&g.tasks[i] != t && g.tasks[i].entry == t->entry)
			return true;
	return false;
}

static bool has_table(const struct guesttrace_task *t, const struct guesttrace_row *r)
{
	return t->user_root && t->user_root == (r->cr3 & 0x000f7ffffffff000);
}

static bool enters(const struct guesttrace_task *t, const struct guesttrace_row *r)
{
	return has_table(t, r) && t->user_root != t->root;
}

static bool is_kernels(const struct guesttrace_task *t, const struct guesttrace_row *r)
{
	return t->root && t->root == (r->cr3 & 0x000f7ffffffff000);
}

static bool has_stack(const struct guesttrace_task *t, const struct guesttrace_row *r)
{
	uint32_t size = t->stack_size;

	return t->stack && size >= 4096 && !(size & (size - 1)) && size <= 4096u << 13 &&
	       !(t->stack % size) && r->rsp > t->stack && r->rsp <= t->stack + size;
}

/* The one process of those that hold; NULL: none, or several. */
static const struct guesttrace_task *only(const struct guesttrace_row *r,
					  bool (*is)(const struct guesttrace_task *,
						     const struct guesttrace_row *))
{
	const struct guesttrace_task *found = NULL;
	bool several = false;

	for (uint32_t i = 0; i < g.ntasks; i++) {
		const struct guesttrace_task *t = &g.tasks[i];

		if (t->vm != r->vm || !is(t, r) || !holds(t, r->time, until(t)) || is_double(t))
			continue;
		several |= found && (found->tgid != t->tgid || strcmp(found->leader, t->leader));
		found = t;
	}
	return several ? NULL : found;
}

static bool anybody(const struct guesttrace_row *r,
		    bool (*is)(const struct guesttrace_task *, const struct guesttrace_row *))
{
	for (uint32_t i = 0; i < g.ntasks; i++)
		if (g.tasks[i].vm == r->vm && is(&g.tasks[i], r) && !is_double(&g.tasks[i]) &&
		    holds(&g.tasks[i], r->time, until(&g.tasks[i])))
			return true;
	return false;
}

static const struct guesttrace_task *owner(const struct guesttrace_row *r)
{
	const struct guesttrace_task *t = NULL;

	if (r->flags & VMT_FLAG_NESTED || r->absent & GT_CPL)
		return NULL;
	if (r->cpl == 3)
		return r->absent & GT_CR3 ? NULL : only(r, has_table);
	if (!(r->absent & GT_CR3) && !anybody(r, is_kernels))
		t = only(r, enters);
	return t ? t : r->absent & GT_RSP ? NULL : only(r, has_stack);
}

static char *by_the_rules(void)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	for (uint32_t i = 0; i < g.nrows; i++) {
		const struct guesttrace_task *t = owner(&g.rows[i]);

		fprintf(f, "%s %d\n", t ? t->leader : "[unknown]", t ? (int32_t)t->tgid : -1);
	}
	fclose(f);
	return text;
}

static const char *const ways[] = { "quiet inorder", "quiet threads=1", "quiet threads=2",
				    "quiet threads=7" };

/* Tells the first row that differs. */
static void expect_lines(char *out, const char *wanted, uint64_t seed, const char *way)
{
	char *rest = strdup(wanted), *line, *other, *copy = rest;

	for (uint32_t i = 0; i < g.nrows; i++) {
		line = strsep(&out, "\n");
		other = strsep(&rest, "\n");
		cr_assert(line && other);
		cr_assert_str_eq(line, other, "seed %u, %s, row %u at %llu: %s, wanted %s",
				 (unsigned)seed, way, i, (unsigned long long)g.rows[i].time, line,
				 other);
	}
	free(copy);
}

static void expect_rules(uint64_t seed, bool lies)
{
	const char *path;
	char *wanted;

	guesttrace_make(&g, seed, 6, 60, lies);
	path = guesttrace_end(&g);
	wanted = by_the_rules();
	for (uint32_t i = 0; i < LENGTH(ways); i++) {
		struct eng_result r =
			eng_run(GUESTTRACE_PRINT, ways[i], (const char *const[]){ path, NULL });

		expect_lines(r.out, wanted, seed, ways[i]);
		eng_result_free(&r);
	}
	free(wanted);
	eng_close(path);
	guesttrace_release(&g);
}

Test(guestname_made, follows_the_rules)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		expect_rules(seed, false);
		expect_rules(seed, true);
	}
}

/* Rows that are named are of whom they were; and most are named. */
static uint32_t count_true(char *out)
{
	uint32_t named = 0;
	char *line;

	for (uint32_t i = 0; i < g.nrows; i++) {
		const struct guesttrace_row *r = &g.rows[i];
		char truth[64];

		line = strsep(&out, "\n");
		cr_assert(line);
		if (!strcmp(line, "[unknown] -1"))
			continue;
		named++;
		snprintf(truth, sizeof(truth), "%s %d", r->name ? r->name : "nobody", r->pid);
		cr_expect(r->pid == -2 || !strcmp(line, truth), "row %u: %s, but it is %s", i, line,
			  truth);
	}
	return named;
}

Test(guestname_made, tells_the_truth)
{
	uint32_t named = 0, rows = 0;

	for (uint64_t seed = 1; seed <= 60; seed++) {
		bool piped = seed % 2;
		struct eng_result r;
		const char *path;
		int pid;

		guesttrace_make(&g, seed, 12, 60, false);
		path = guesttrace_end(&g);
		pid = piped ? eng_pipe(path) : 0;
		r = eng_run(GUESTTRACE_PRINT, seed % 4 < 2 ? ways[0] : ways[3],
			    (const char *const[]){ piped ? "-" : path, NULL });
		named += count_true(r.out);
		rows += g.nrows;
		eng_result_free(&r);
		if (pid)
			waitpid(pid, NULL, 0);
		eng_close(path);
		guesttrace_release(&g);
	}
	cr_expect_gt(named, rows / 3, "%u of %u rows are named", named, rows);
}

/* Aggregations take whole chunks; what comes by a pipe is one answer as well. */
Test(guestname_made, is_the_same_by_whole_chunks, .init = cr_redirect_stderr)
{
	static const char program[] =
		"vm:::exit, profile-1000 { @[vmid, guestcomm, guestpid, guestfunc] = count(); }"
		"vm:::exit /guestcomm == \"sshd\" || guestpid > 40/ { @p[guestfunc] = "
		"sum(guestpid); }"
		"tick-1ms { printa(@p); clear(@p); }";

	for (uint64_t seed = 1; seed <= 20; seed++) {
		const char *path;
		char *first[2] = { NULL };

		guesttrace_make(&g, seed, 6, 600, seed % 2);
		path = guesttrace_end(&g);
		for (uint32_t i = 0; i < 2 * LENGTH(ways); i++) {
			bool piped = i % 2;
			int pid = piped ? eng_pipe(path) : 0;
			struct eng_result r =
				eng_run(program, ways[i / 2],
					(const char *const[]){ piped ? "-" : path, NULL });

			if (first[piped])
				cr_expect_str_eq(r.out, first[piped], "seed %u, %s%s",
						 (unsigned)seed, ways[i / 2],
						 piped ? ", a pipe" : "");
			else
				first[piped] = strdup(r.out);
			eng_result_free(&r);
			if (pid)
				waitpid(pid, NULL, 0);
		}
		cr_expect_gt(strlen(first[0]), 500);
		free(first[0]);
		free(first[1]);
		eng_close(path);
		guesttrace_release(&g);
	}
}
