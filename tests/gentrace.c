/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gentrace - writes a made-up trace to a file, for tests and by hand.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/synth.h"
#include "tests/synth_host.h"

static const char usage[] =
	"usage: gentrace [OPTION]... FILE\n"
	"  -n N  exits, at least (10000)         -c N  CPUs (4)\n"
	"  -v N  vCPUs (8)                       -m N  virtual machines (2)\n"
	"  -r N  milliseconds a round (1000)     -s N  microseconds between samples (1000)\n"
	"  -S N  seed (1)                        -z N  zstd level (1; none: -100)\n"
	"  -k    killed: no end and no footer    -l    with rows of losses\n"
	"  -F    no footer                       -O    every second VM is no qemu-kvm's\n"
	"  -R    restless: each exit is of another vCPU and page table\n"
	"  -T    with tracepoints of the host: a trace of synth_host.h, of -n, -c, -S and -z\n";

static int put(void *self, const void *data, size_t size)
{
	return fwrite(data, 1, size, self) == size ? 0 : VMT_EIO;
}

static int write_trace(const struct synth_options *o, bool tracepoints, const struct vmt_sink *sink,
		       const struct vmt_writer_options *options)
{
	struct synth_host_options host = { .exits = o->exits, .cpus = o->cpus, .seed = o->seed };

	return tracepoints ? synth_host_write(&host, sink, options) : synth_write(o, sink, options);
}

static int generate(const char *path, const struct synth_options *o, bool tracepoints,
		    const struct vmt_writer_options *options)
{
	FILE *f = fopen(path, "wb");
	struct vmt_sink sink = { .write = put, .self = f };
	int error;

	if (!f) {
		fprintf(stderr, "gentrace: %s: %s\n", path, strerror(errno));
		return 1;
	}
	error = write_trace(o, tracepoints, &sink, options);
	if (fclose(f) && !error)
		error = VMT_EIO;
	if (error)
		fprintf(stderr, "gentrace: %s: %s\n", path, vmt_strerror(error));
	return error ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct synth_options o = { .exits = 10000, .cpus = 4, .vcpus = 8, .vms = 2, .seed = 1 };
	struct vmt_writer_options w = { .size = sizeof(w), .footer = true };
	bool tracepoints = false;
	int c;

	while ((c = getopt(argc, argv, "n:c:v:m:r:s:S:z:klFORT")) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 0) : 0;

		switch (c) {
		case 'n':
			o.exits = number;
			break;
		case 'c':
			o.cpus = number;
			break;
		case 'v':
			o.vcpus = number;
			break;
		case 'm':
			o.vms = number;
			break;
		case 'r':
			o.round_ns = number * 1000000;
			break;
		case 's':
			o.sample_ns = number * 1000;
			break;
		case 'S':
			o.seed = number;
			break;
		case 'z':
			w.level = strtol(optarg, NULL, 0);
			break;
		case 'k':
			o.killed = true;
			w.footer = false;
			break;
		case 'l':
			o.lossy = true;
			break;
		case 'O':
			o.others = true;
			break;
		case 'R':
			o.restless = true;
			break;
		case 'T':
			tracepoints = true;
			break;
		case 'F':
			w.footer = false;
			break;
		default:
			optind = argc;
			break;
		}
	}
	if (optind != argc - 1 || !o.cpus || !o.vms || o.vcpus < o.cpus || o.vcpus < o.vms) {
		fputs(usage, stderr);
		return 2;
	}
	return generate(argv[optind], &o, tracepoints, &w);
}
