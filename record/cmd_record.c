/* SPDX-License-Identifier: GPL-2.0 */
#include "record/record.h"

#include <stdio.h>
#include <sys/resource.h>

#include "record/capture_options.h"
#include "record/recording.h"
#include "record/script.h"
#include "record/vmm.h"

static const char usage[] =
	"usage: vmtrace record [OPTIONS] [--] [COMMAND [ARGUMENT...]]\n"
	"\n"
	"Records the registers of guests at their exits, entries and at a fixed rate until\n"
	"COMMAND ends, the processes of -p end, or Ctrl-C.\n"
	"\n"
	"  -a, --all-cpus         every VM of the host (the default without -p and COMMAND)\n"
	"  -p, --pid VMM,...      the VMs of these processes: a pid, a process's name, or a\n"
	"                         guest's (QEMU's -name)\n"
	"  -C, --cpu LIST         on these CPUs only: 0-3,8\n"
	"  -e, --event LIST       of exit, entry and profile (default: all three), and "
	"tracepoints:\n"
	"                         sched:sched_switch, 'kvm:*'; of these alone without the module\n"
	"  -s, --script FILE      events, rate, registers and processes that this D script wants,\n"
	"                         where not given; -n PROGRAM: the program itself; both may "
	"repeat\n"
	"      --filter EXPR      exits of these reasons only: reason==CPUID,MSR*, reason!=HLT;\n"
	"                         events of these only: execname==web*, pid==12, tid==13\n"
	"  -c, --count N          of these every N-th of a CPU\n"
	"  -F, --freq HZ          samples a second and CPU (default 997)\n"
	"  -r, --registers LIST   base gpr seg ctl exit msr all none, names (cr3, VMX_GUEST_CR3);\n"
	"                         for entries behind entry: (default: base; entries none)\n"
	"  -m, --mmap-pages SIZE  ring of one CPU: pages, or bytes with B, K, M or G\n"
	"  -z, --compression-level N\n"
	"                         zstd's level, 0 for none (default 1)\n"
	"  -o, --output FILE      - for standard output (default trace.vmt; an old one is kept\n"
	"                         as FILE.old)\n"
	"  -q, --quiet            no summary at the end\n"
	"  -D, --delay MS         begin capture so long after the command; -1: disabled\n"
	"      --control fifo:CTL[,ACK]|fd:N[,M]\n"
	"                         obey enable, disable, ping, snapshot and stop, and answer ack\n"
	"      --overwrite[=TIME,SIZE]\n"
	"                         keep the latest in memory (128M) and write it at the end and on\n"
	"                         SIGUSR2, then to FILE.TIMESTAMP\n"
	"      --switch-output[=WHEN] a new file, whole on its own, at a size (100M), a time (1h) "
	"or,\n"
	"                         without WHEN, on SIGUSR2; a finished one is FILE.TIMESTAMP\n"
	"      --switch-max-files N   only the latest N of these stay\n"
	"      --max-size SIZE    recording ends when the file has it\n"
	"      --trigger PROGRAM  write it when this D program exits, or its predicate holds "
	"first:\n"
	"                         'vm::CPUID:exit /vmregs[VM_RAX] == 7/'\n"
	"      --round SECONDS    what a crash may cost at most (default 1)\n"
	"      --guest-names[=TIME]   read from guests' memory, every second or TIME (250ms), "
	"what\n"
	"                         their processes and functions are called\n"
	"      --trace-events     fire the module's trace events for perf and others, too\n"
	"  -h, --help             this text\n"
	"\n"
	"Without -a and -p a COMMAND's own VMs and those of its descendants are recorded.\n";

static void print_trouble(const struct trouble *t)
{
	if (*t->text)
		fprintf(stderr, "vmtrace: %s\n", t->text);
}

static double cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_utime.tv_sec + u.ru_stime.tv_sec +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void print_events(const struct recording *r, const struct intake_totals *t)
{
	static const char *const plurals[VMTRACE_NR_EVENTS] = { "exits", "entries", "samples" };
	const char *separator = "";

	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++) {
		if (!(r->options->events >> e & 1))
			continue;
		fprintf(stderr, "%s%llu %s", separator,
			(unsigned long long)t->records[VMTRACE_EXIT + e], plurals[e]);
		separator = ", ";
	}
	if (r->options->points.n)
		fprintf(stderr, "%s%llu tracepoint rows", separator, (unsigned long long)t->points);
	if (t->filtered)
		fprintf(stderr, ", %llu filtered out", (unsigned long long)t->filtered);
}

/* What a flight recorder saw, and what of it is in the file. */
static void print_kept(const struct recording *r, const struct intake_totals *t)
{
	fprintf(stderr, "vmtrace: %s: the last %.1f s, %llu bytes, of ", r->tape.output.name,
		r->tape.kept_ns / 1e9, (unsigned long long)tape_bytes(&r->tape));
	print_events(r, t);
	fprintf(stderr, ", %llu lost; recorder %.2f s of CPU\n", (unsigned long long)t->lost,
		cpu_seconds());
}

/* One line: what is in the file and what it cost. */
static void print_summary(const struct recording *r, const struct intake_totals *t)
{
	uint64_t bytes = tape_bytes(&r->tape);
	uint64_t events = t->records[VMTRACE_EXIT] + t->records[VMTRACE_ENTRY] +
			  t->records[VMTRACE_SAMPLE] + t->points;

	fprintf(stderr, "vmtrace: %s: ", r->tape.output.name);
	print_events(r, t);
	fprintf(stderr, ", %llu lost%s; %llu bytes", (unsigned long long)t->lost,
		t->lost ? " (-m gives the rings more room)" : "", (unsigned long long)bytes);
	if (events)
		fprintf(stderr, ", %.1f an event", (double)bytes / events);
	fprintf(stderr, "; recorder %.2f s of CPU\n", cpu_seconds());
}

static void print_end(const struct recording *r)
{
	if (!r->tape.output.name) {
		fputs("vmtrace: capture was never enabled: nothing is recorded\n", stderr);
		return;
	}
	void (*print)(const struct recording *, const struct intake_totals *) =
		r->options->overwrite ? print_kept : print_summary;

	if (!r->options->quiet || r->totals.lost)
		print(r, &r->totals);
	if (*r->cause)
		fprintf(stderr, "vmtrace: %s: capture ended early: %s\n", r->tape.output.name,
			r->cause);
}

int cmd_record(int argc, char **argv)
{
	struct record_options options;
	struct trouble trouble = { 0 };
	struct recording recording;
	int status, failed;

	if (record_options_parse(&options, argc, argv, &trouble)) {
		print_trouble(&trouble);
		return trouble.status;
	}
	if (options.help) {
		fputs(usage, stdout);
		return 0;
	}
	if (scripts_apply(&options, &trouble) || vmms_find(&options, &trouble)) {
		print_trouble(&trouble);
		return trouble.status;
	}
	capture_options_settle(&options);
	failed = recording_run(&recording, &options);
	if (failed)
		print_trouble(&recording.trouble);
	else
		print_end(&recording);
	status = recording_command(&recording);
	if (failed)
		status = recording.trouble.status;
	else if (*recording.cause || (!status && recording.incomplete))
		status = TROUBLE_FAILED;
	recording_release(&recording);
	return status;
}
