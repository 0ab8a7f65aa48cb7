/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/fd_write.h"
#include "report/print/units.h"
#include "report/report.h"
#include "report/trace_repair.h"

static const char usage[] = "usage: vmtrace repair [-f] IN OUT\n"
			    "\n"
			    "Writes a whole trace OUT of what is left of the damaged trace IN.\n"
			    "  -f, --force  OUT may exist\n"
			    "  -h, --help   this\n";

struct output {
	const char *path;
	int fd;
};

static int failed(const char *path, const char *why, const char *hint)
{
	fprintf(stderr, "vmtrace: %s: %s%s\n", path, why, hint);
	return 1;
}

/* IN is never written to, whatever names it has. */
static int open_output(struct output *o, const char *in, bool force)
{
	struct stat a, b;

	if (stat(in, &a))
		return failed(in, strerror(errno), "");
	if (!S_ISREG(a.st_mode))
		return failed(in, "is not a file; a trace is read twice to repair it", "");
	if (!stat(o->path, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return failed(o->path, "is the damaged trace itself; name another", "");
	o->fd = open(o->path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0600);
	if (o->fd < 0)
		return failed(o->path, strerror(errno),
			      errno == EEXIST ? "; -f overwrites it" : "");
	return 0;
}

static void print_result(const char *out, const struct trace_repair *r)
{
	char sessions[UNIT_TEXT], rounds[UNIT_TEXT], chunks[UNIT_TEXT], rows[UNIT_TEXT];
	const struct vmt_copied *c = &r->copied;
	char text[UNIT_TEXT];

	printf("%s: %s, %s, %s, %s, %s", out, unit_things(sessions, r->sessions, "session"),
	       unit_things(rounds, c->rounds, "round"), unit_things(chunks, c->chunks, "chunk"),
	       unit_things(rows, c->rows, "row"), unit_bytes(text, c->bytes));
	if (c->blocks)
		printf("; %s of ", unit_things(text, c->blocks, "block"));
	if (c->blocks)
		printf("%s marked lost", unit_things(text, c->values, "value"));
	if (c->dropped)
		printf("; %s without times dropped", unit_things(text, c->dropped, "chunk"));
	putchar('\n');
}

static int tell_error(const char *in, const char *out, int error, bool writing)
{
	if (error == VMT_EFORMAT)
		return failed(in, "not a trace: no section of one was found", "");
	if (error == VMT_EIO)
		return failed(writing ? out : in, strerror(errno), "");
	return failed(in, vmt_strerror(error), "");
}

static int repair(const char *in, const char *out, bool force)
{
	struct output o = { .path = out };
	struct trace_repair sums;
	bool writing;
	int status = open_output(&o, in, force), error;

	if (status)
		return status;
	error = trace_repair(&sums, in, &(struct vmt_sink){ .write = fd_write, .self = &o.fd },
			     stdout, &writing);
	if (close(o.fd) && !error) {
		error = VMT_EIO;
		writing = true;
	}
	if (error) {
		status = tell_error(in, out, error, writing);
		unlink(out);
		return status;
	}
	print_result(out, &sums);
	return 0;
}

int cmd_repair(int argc, char **argv)
{
	static const struct option options[] = { { "force", no_argument, NULL, 'f' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	bool force = false;
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "fh", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option != 'f') {
			fprintf(stderr,
				"vmtrace: repair: %s: unknown option; see 'vmtrace help repair'\n",
				argv[optind - 1]);
			return 2;
		}
		force = true;
	}
	if (argc - optind != 2) {
		fputs("vmtrace: repair: name the damaged trace and the new one; see 'vmtrace help "
		      "repair'\n",
		      stderr);
		return 2;
	}
	return repair(argv[optind], argv[optind + 1], force);
}
