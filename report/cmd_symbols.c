/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/fd_write.h"
#include "report/print/units.h"
#include "report/report.h"
#include "report/trace_symbols.h"

static const char usage[] =
	"usage: vmtrace symbols add [OPTION]... TRACE FILE...\n"
	"\n"
	"Puts the symbols of a guest's kernel into TRACE, so that every report names its "
	"addresses.\n"
	"FILE is vmlinux, System.map or /proc/kallsyms of the guest; of a stripped vmlinux and one "
	"of\n"
	"the others give both. Where KASLR put the kernel the trace itself tells.\n"
	"  --vm N            for this VM alone (default: every one)\n"
	"  --kaslr OFFSET    it was moved by that; do not look for it\n"
	"  --functions       leave out what is no code\n"
	"  -n, --dry-run     say what would be added, and write nothing\n"
	"  -o, --output OUT  leave TRACE as it is and write OUT\n"
	"  -f, --force       OUT may exist\n"
	"  -h, --help        this\n";

struct symbols {
	const char *trace, *out;
	bool force, dry, functions;
	struct guest_options options;
	struct guest_given given;
	bool damaged;
};

static int failed(const char *path, const char *why)
{
	fprintf(stderr, "vmtrace: %s: %s\n", path, why);
	return 1;
}

static int failed_damaged(const struct symbols *s)
{
	return failed(s->trace, "is damaged or cut short; vmtrace repair it first");
}

/* ---- What to add ---- */

static void note(void *self, const struct vmt_damage *d)
{
	struct symbols *s = self;

	s->damaged |= !d->harmless && !d->known;
}

static int look(struct symbols *s)
{
	int error = guest_given_find(&s->given, &s->options, s->trace, note, s);

	if (error == VMT_EFORMAT)
		return failed(s->trace, "not a trace: no section of one was found");
	if (error == VMT_EINVAL)
		return failed(s->trace, "is not a file; a trace is read twice to add symbols");
	if (error == VMT_EIO)
		return failed(s->trace, strerror(errno));
	if (error)
		return failed(s->trace, vmt_strerror(error));
	return s->damaged ? failed_damaged(s) : 0;
}

static void print_vm(const char *where, const struct given_vm *v)
{
	if (v->known)
		printf("%sVM %" PRIu32 ": kernel slid by 0x%" PRIx64 ": %s\n", where, v->vm,
		       v->slide.slide, v->message);
	else
		fprintf(stderr, "vmtrace: %sVM %" PRIu32 ": no symbols added: %s\n", where, v->vm,
			v->message);
}

/* How many VMs have their symbols; of several sessions each is told which. */
static uint32_t print_found(const struct guest_given *g)
{
	char where[32] = "";
	uint32_t known = 0;

	for (uint32_t i = 0; i < g->nsessions; i++) {
		const struct given_session *s = &g->sessions[i];

		if (g->nsessions > 1)
			snprintf(where, sizeof(where), "session %" PRIu32 ": ", i + 1);
		for (uint32_t v = 0; v < s->nvms; v++) {
			print_vm(where, &s->vms[v]);
			known += s->vms[v].known;
		}
	}
	return known;
}

static uint32_t count_vms(const struct guest_given *g)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->nsessions; i++)
		n += g->sessions[i].nvms;
	return n;
}

static void print_images(const struct guest_kernel *k)
{
	uint32_t modules = k->nimages - 1, symbols = 0;
	char text[UNIT_TEXT], more[UNIT_TEXT];

	for (uint32_t i = 1; i < k->nimages; i++)
		symbols += k->images[i].nsymbols;
	printf("%s: %s", k->images[0].name, unit_things(text, k->images[0].nsymbols, "symbol"));
	if (k->images[0].build_id_size)
		fputs(", build-id ", stdout);
	for (uint32_t i = 0; i < k->images[0].build_id_size; i++)
		printf("%02x", k->images[0].build_id[i]);
	if (modules)
		printf("; %s: %s", unit_things(text, modules, "module"),
		       unit_things(more, symbols, "symbol"));
	putchar('\n');
}

/* ---- Where to ---- */

struct output {
	int fd;
	char *path; /* the temporary file */
};

/* Beside the file that it will become, with the trace's own permissions. */
static int open_output(struct output *o, const char *target, const char *trace)
{
	struct stat st;

	if (asprintf(&o->path, "%s.XXXXXX", target) < 0)
		return failed(target, "out of memory");
	o->fd = mkostemp(o->path, O_CLOEXEC);
	if (o->fd < 0)
		return failed(o->path, strerror(errno));
	if (!stat(trace, &st) && fchmod(o->fd, st.st_mode & 07777))
		return failed(o->path, strerror(errno));
	return 0;
}

static int close_output(struct output *o, const char *target, bool replace)
{
	int error = fsync(o->fd) ? errno : 0;

	if (close(o->fd) && !error)
		error = errno;
	o->fd = -1;
	/* a link fails where the name is taken */
	if (!error && (replace ? rename(o->path, target) : link(o->path, target)))
		error = errno;
	if (!replace)
		unlink(o->path);
	if (!error)
		return 0;
	fprintf(stderr, "vmtrace: %s: %s%s\n", target, strerror(error),
		error == EEXIST ? "; -f overwrites it" : "");
	return 1;
}

static int write_trace(struct symbols *s, const char *target)
{
	struct output o = { .fd = -1 };
	struct vmt_sink sink = { .write = fd_write, .self = &o.fd };
	bool writing = false, replace = !s->out || s->force;
	int status = open_output(&o, target, s->trace), error;

	if (!status) {
		error = trace_symbols(&s->given, s->trace, &sink, &writing);
		if (error == VMT_EIO)
			status = failed(writing ? o.path : s->trace, strerror(errno));
		else if (error == VMT_EDAMAGE)
			status = failed_damaged(s);
		else if (error == VMT_EINVAL)
			status = failed(s->trace, "has other tables of the names image and symbol");
		else if (error)
			status = failed(s->trace, vmt_strerror(error));
	}
	status = status ?: close_output(&o, target, replace);
	if (o.fd >= 0)
		close(o.fd);
	if (status && o.path)
		unlink(o.path);
	free(o.path);
	return status;
}

static int run(struct symbols *s)
{
	char *target;
	int status;

	if (guest_given_load(&s->given, &s->options))
		return 1;
	for (uint32_t i = 0; s->functions && i < s->given.kernel.nimages; i++)
		guest_image_keep_code(&s->given.kernel.images[i]);
	status = look(s);
	if (status)
		return status;
	if (!count_vms(&s->given))
		return failed(s->trace,
			      s->options.vm ? "there is no such VM in it" : "there is no VM in it");
	if (!print_found(&s->given))
		return 1;
	print_images(&s->given.kernel);
	if (s->dry)
		return 0;
	/* a link stays one */
	target = s->out ? strdup(s->out) : realpath(s->trace, NULL);
	status = target ? write_trace(s, target) : failed(s->trace, strerror(errno));
	free(target);
	return status;
}

/* ---- Options ---- */

enum { VM = 256, KASLR, FUNCTIONS };

static int bad_usage(const char *what, const char *why)
{
	fprintf(stderr, "vmtrace: symbols: %s: %s; see 'vmtrace help symbols'\n", what, why);
	return 2;
}

static int take_vm(struct symbols *s, const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || !n || n >= SLIDE_VMS)
		return bad_usage(text, "a VM is a number from 1 on, as vmtrace info shows");
	s->options.vm = n;
	return 0;
}

static int take(struct symbols *s, int option, const char *word)
{
	switch (option) {
	case VM:
		return take_vm(s, optarg);
	case KASLR:
		s->options.told = true;
		return guest_parse_slide(optarg, &s->options.slide)
			       ? bad_usage(optarg, "--kaslr wants an offset, such as 0x1c000000")
			       : 0;
	case FUNCTIONS:
		s->functions = true;
		return 0;
	case 'n':
		s->dry = true;
		return 0;
	case 'o':
		s->out = optarg;
		return 0;
	case 'f':
		s->force = true;
		return 0;
	case ':':
		return bad_usage(word, "wants a value");
	}
	return bad_usage(word, "unknown option");
}

static int parse(struct symbols *s, int argc, char **argv)
{
	static const struct option options[] = { { "vm", required_argument, NULL, VM },
						 { "kaslr", required_argument, NULL, KASLR },
						 { "functions", no_argument, NULL, FUNCTIONS },
						 { "dry-run", no_argument, NULL, 'n' },
						 { "output", required_argument, NULL, 'o' },
						 { "force", no_argument, NULL, 'f' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	int option, status = 0;

	optind = 0;
	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, ":fhno:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return -1;
		}
		status = take(s, option, argv[optind - 1]);
	}
	if (status)
		return status;
	if (optind == argc || strcmp(argv[optind], "add"))
		return bad_usage(optind == argc ? "no verb" : argv[optind], "the verb is add");
	if (argc - optind < 3)
		return bad_usage("add", "name the trace and a file of symbols");
	s->trace = argv[optind + 1];
	s->options.files = (const char *const *)argv + optind + 2;
	s->options.nfiles = argc - optind - 2;
	return 0;
}

int cmd_symbols(int argc, char **argv)
{
	struct symbols s = { 0 };
	int status = parse(&s, argc, argv);

	if (!status)
		status = run(&s);
	guest_given_release(&s.given);
	return status < 0 ? 0 : status;
}
