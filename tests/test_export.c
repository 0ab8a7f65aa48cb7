/* SPDX-License-Identifier: GPL-2.0 */
/* What strings of a trace become in other formats, whatever bytes they are of. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/export/export.h"
#include "tests/synth_host.h"

static int write_fd(void *self, const void *data, size_t size)
{
	return write(*(int *)self, data, size) == (ssize_t)size ? 0 : VMT_EIO;
}

static char *export_odd(const char *format, const char *tables, const char *fields)
{
	int fd = memfd_create("odd", MFD_CLOEXEC);
	const struct vmt_sink sink = { .write = write_fd, .self = &fd };
	const struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	const struct synth_host_options host = { .exits = 30, .cpus = 1, .seed = 1, .odd = true };
	const struct export_choice choice = { tables, fields };
	struct strpool *pool = strpool_new();
	struct world *w;
	char path[40], *text = NULL;
	const char *paths[] = { path };
	size_t size;
	FILE *f = open_memstream(&text, &size);

	cr_assert_eq(synth_host_write(&host, &sink, &options), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	cr_assert_eq(world_open(&w, paths, 1, pool), 0);
	cr_assert_eq(export_run(w, export_find(format), &choice, f), 0);
	world_free(w);
	strpool_free(pool);
	fclose(f);
	close(fd);
	return text;
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
		cr_expect(!strncmp(line, "        qemu-kvm     100 [000] ", 31), "%s", line);
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
