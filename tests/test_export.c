/* SPDX-License-Identifier: GPL-2.0 */
/* What strings of a trace become in other formats, whatever bytes they are of. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/export/export_digits.h"
#include "report/export/export_tile.h"
#include "tests/synth_host.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static int write_fd(void *self, const void *data, size_t size)
{
	return write(*(int *)self, data, size) == (ssize_t)size ? 0 : VMT_EIO;
}

static char *export_trace(const char *path, const struct exporter *format,
			  const struct export_choice *choice)
{
	struct strpool *pool = strpool_new();
	struct world *w;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	cr_assert_eq(world_open(&w, &path, 1, pool), 0);
	cr_assert_eq(export_run(w, format, choice, f), 0);
	world_free(w);
	strpool_free(pool);
	fclose(f);
	return text;
}

static int make_trace(const struct synth_host_options *host)
{
	int fd = memfd_create("made", MFD_CLOEXEC);
	const struct vmt_sink sink = { .write = write_fd, .self = &fd };
	const struct vmt_writer_options options = { .size = sizeof(options), .footer = true };

	cr_assert_eq(synth_host_write(host, &sink, &options), 0);
	return fd;
}

static char *export_fd(int fd, const struct exporter *format, const struct export_choice *choice)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return export_trace(path, format, choice);
}

static char *export_made(const struct synth_host_options *host, const struct exporter *format,
			 const struct export_choice *choice)
{
	int fd = make_trace(host);
	char *text = export_fd(fd, format, choice);

	close(fd);
	return text;
}

static char *export_odd(const char *format, const char *tables, const char *fields)
{
	const struct synth_host_options host = { .exits = 30, .cpus = 1, .seed = 1, .odd = true };
	const struct export_choice choice = { tables, fields };

	return export_made(&host, export_find(format), &choice);
}

static void expect_export(const char *format, const char *tables, const char *fields,
			  const char *wanted)
{
	char *text = export_odd(format, tables, fields);

	cr_expect_str_eq(text, wanted);
	free(text);
}

Test(export, csv_quotes_what_would_part_fields)
{
	expect_export("csv", "sched:sched_process_exec", "filename,args.pid,pid",
		      "filename,args.pid,pid\n"
		      "\"a\"\"b,c\n\\\x01\xff\xc3\xa9\xed\xa0\x80"
		      "11\",100,100\n"
		      "\"a\"\"b,c\n\\\x01\xff\xc3\xa9\xed\xa0\x80"
		      "22\",100,100\n");
}

/* Surrogates are no characters, either. */
Test(export, json_is_valid_utf8)
{
	expect_export("json", "sched:sched_process_exec", "filename",
		      "{\"filename\":\"a\\\"b,c\\u000a\\\\\\u0001\\ufffd\xc3\xa9"
		      "\\ufffd\\ufffd\\ufffd11\"}\n"
		      "{\"filename\":\"a\\\"b,c\\u000a\\\\\\u0001\\ufffd\xc3\xa9"
		      "\\ufffd\\ufffd\\ufffd22\"}\n");
}

Test(export, text_stays_on_its_line)
{
	char *text = export_odd("perf-script", "sched:sched_process_exec", NULL);

	cr_expect(strstr(text, "filename=a\"b,c?\\?\xff\xc3\xa9"), "%s", text);
	cr_expect_eq(text[strlen(text) - 1], '\n');
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		cr_expect(!strncmp(line, "        qemu-kvm   100 [000] ", 29), "%s", line);
	free(text);
}

/* A format that libtraceevent cannot follow: the fields one by one. */
Test(export, a_malformed_format_is_done_without)
{
	char *text = export_odd("perf-script", "toy:stack", NULL);

	cr_expect(strstr(text, ": toy:stack: vcpu_id=0 delta="), "%s", text);
	cr_expect(strstr(text, " ips={18446744071578845200} blob=01 02 03 04 05 06\n"), "%s", text);
	free(text);
}

Test(export, every_format_is_known_by_its_name)
{
	cr_expect_eq(export_find("csv"), &export_csv);
	cr_expect_eq(export_find("json"), &export_json);
	cr_expect_eq(export_find("chrome"), &export_chrome);
	cr_expect_eq(export_find("perf-script"), &export_perf);
	cr_expect_null(export_find(""));
}

/* ---- Rows together as rows alone ---- */

static bool get_own(const struct export_job *x, const struct export_table *t,
		    const struct export_column *c, const struct replay_row *row,
		    struct export_value *v)
{
	bool valid;

	if (c->kind >= EXPORT_PID) {
		export_mean(x, t, c, replay_value(row, t->task, &valid), v);
		return true;
	}
	*v = (struct export_value){ .kind = EXPORT_UNSIGNED,
				    .number = c->kind == EXPORT_TIME ? row->ns : row->cpu };
	return c->kind != EXPORT_EVENT; /* whose lead has it */
}

static bool get(const struct export_job *x, const struct export_table *t,
		const struct export_column *c, const struct replay_row *row, struct export_value *v)
{
	const struct vmt_view *view;

	if (c->kind < EXPORT_NR_OWN)
		return get_own(x, t, c, row, v);
	view = cells_view(row->cells, c->column);
	if (view && view->kind == VMT_RUNS)
		view = cells_indexed(row->cells, c->column);
	return export_get(x, t, c, view, row->row, v);
}

/* A row as export_put_row() writes it, value by value. */
static int put_row_alone(struct export_job *x, struct export_table *t, const struct replay_row *row)
{
	const struct export_style *s = &x->format->style;
	char first = s->first;
	struct export_value v;

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct export_mark *lead = &t->columns[i].lead;
		bool have = get(x, t, &t->columns[i], row, &v);
		bool any = have || s->absent || t->columns[i].kind == EXPORT_EVENT;

		if (any && first)
			out_text(x->out, &first, 1);
		if (any)
			out_text(x->out, lead->text + !!first, lead->len - !!first);
		first = any ? 0 : first;
		if (have)
			export_put_value(x->out, s, &v);
	}
	if (first)
		out_text(x->out, &first, 1);
	out_text(x->out, t->tail.text, t->tail.len);
	return 0;
}

static const struct exporter *const formats[] = { &export_csv, &export_json };

static void expect_same(const char *what, char *text, char *alone)
{
	size_t at = 0;

	while (text[at] && text[at] == alone[at])
		at++;
	cr_expect_eq(text[at], alone[at], "%s: byte %zu: %.60s, alone %.60s", what, at, text + at,
		     alone + at);
	free(text);
	free(alone);
}

Test(export, rows_together_are_rows_alone)
{
	static const char *const traces[] = { "svm-linux", "svm-names", "svm-toy", "svm-tiny" };
	static const char *const fields[] = {
		NULL,
		"comm,time,cpu,event,tid,pid,seq,reason,*",
		"SVM_*,VM_RA*,comm,VMX_GUEST_R*",
		"flags,vm",
	};

	for (uint32_t i = 0; i < LENGTH(traces) * LENGTH(fields) * LENGTH(formats); i++) {
		const struct exporter *format = formats[i % LENGTH(formats)];
		const struct export_choice choice = {
			NULL, fields[i / LENGTH(formats) % LENGTH(fields)]
		};
		struct exporter alone = *format;
		char path[80];

		alone.row = put_row_alone;
		snprintf(path, sizeof(path), "tests/data/%s.vmt",
			 traces[i / LENGTH(formats) / LENGTH(fields)]);
		expect_same(path, export_trace(path, format, &choice),
			    export_trace(path, &alone, &choice));
	}
}

Test(export, made_rows_together_are_rows_alone)
{
	static const char *const fields[] = {
		NULL,
		"filename,prev_comm,VM_RAX,time",
		"args,VM_RAX,filename,comm,cpu",
		"ips,blob,delta,tid,event",
		"VM_RAX",
		"filename",
	};
	const struct synth_host_options host = { .exits = 3000, .cpus = 7, .seed = 3, .odd = true };

	for (uint32_t i = 0; i < LENGTH(fields); i++)
		for (uint32_t k = 0; k < LENGTH(formats); k++) {
			const struct export_choice choice = { NULL, fields[i] };
			struct exporter alone = *formats[k];

			alone.row = put_row_alone;
			expect_same(fields[i] ? fields[i] : "all",
				    export_made(&host, formats[k], &choice),
				    export_made(&host, &alone, &choice));
		}
}

static void flip(int fd, off_t at)
{
	uint8_t byte;

	cr_assert_eq(pread(fd, &byte, 1, at), 1);
	byte ^= 1 << at % 8;
	cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
}

/* Columns and times that are lost, too. */
Test(export, damaged_rows_together_are_rows_alone, .init = cr_redirect_stderr)
{
	const struct synth_host_options host = { .exits = 200, .cpus = 3, .seed = 5 };
	const struct export_choice all = { NULL, NULL };
	struct exporter alone = export_csv;
	int fd = make_trace(&host);
	off_t size = lseek(fd, 0, SEEK_END);
	uint32_t differ = 0;

	alone.row = put_row_alone;
	for (off_t at = size / 10; at < size; at += size / 200) {
		char *whole = export_fd(fd, &alone, &all), *damaged;

		flip(fd, at);
		damaged = export_fd(fd, &alone, &all);
		differ += strcmp(whole, damaged) != 0;
		expect_same("damaged", export_fd(fd, &export_csv, &all), damaged);
		flip(fd, at);
		free(whole);
	}
	cr_expect_gt(differ, 20, "%u", differ);
	close(fd);
}

/* ---- Digits ---- */

static void expect_digits(const uint64_t *numbers, uint32_t n)
{
	static struct export_digits d;
	char wanted[EXPORT_DIGITS_ROOM];

	export_digits(&d, numbers, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t len =
			snprintf(wanted, sizeof(wanted), "%llu", (unsigned long long)numbers[i]);

		cr_expect_eq(EXPORT_DIGITS_ROOM - d.skip[i], len);
		cr_expect_arr_eq(d.text[i] + d.skip[i], wanted, len, "%s", wanted);
	}
}

Test(export, digits_of_every_length)
{
	uint64_t numbers[EXPORT_DIGITS_ROWS] = { 0, UINT64_MAX };
	uint64_t power = 1;
	uint32_t n = 2;

	for (uint32_t i = 0; i < 20 && n + 1 < LENGTH(numbers); i += 2, power *= 100) {
		numbers[n++] = power - 1;
		numbers[n++] = power;
		numbers[n++] = power + 7;
	}
	expect_digits(numbers, LENGTH(numbers));
	for (uint32_t i = 0; i < n; i++)
		expect_digits(&numbers[i], 1);
	for (power = 1; power <= UINT64_MAX / 10; power *= 10)
		expect_digits((uint64_t[]){ power - 1, power, power * 9, power * 10 - 1 }, 4);
}
