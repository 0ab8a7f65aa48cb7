/* SPDX-License-Identifier: GPL-2.0 */
#include "record/output_options.h"

#include <getopt.h>
#include <string.h>

#include "format/vmt.h"

static int set_output(struct record_options *o, const char *arg, struct trouble *t)
{
	if (!*arg)
		return trouble_set(t, TROUBLE_USAGE, "-o: an empty file name");
	o->output = arg;
	return 0;
}

static int set_level(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t level;

	if (number_parse(arg, 0, 22, &level))
		return trouble_set(t, TROUBLE_USAGE,
				   "-z %s: not a level; 1 (fast) to 22 (small), 0 for none", arg);
	o->level = level ? (int)level : VMT_LEVEL_NONE;
	return 0;
}

static int set_overwrite(struct record_options *o, const char *arg, struct trouble *t)
{
	o->overwrite = true;
	for (; arg; arg = *arg ? arg + 1 : NULL) {
		size_t n = strcspn(arg, ",");

		if (span_parse(arg, n, &o->keep))
			return trouble_set(t, TROUBLE_USAGE,
					   "--overwrite=%.*s: neither a time (30s, m, h, d) nor a "
					   "size (64M, B, K, G)",
					   (int)n, arg);
		arg += n;
	}
	return 0;
}

static int set_switch(struct record_options *o, const char *arg, struct trouble *t)
{
	o->switches = true;
	o->switch_at = (struct span){ 0 };
	if (!arg || !strcmp(arg, "signal") || !span_parse(arg, strlen(arg), &o->switch_at))
		return 0;
	return trouble_set(t, TROUBLE_USAGE,
			   "--switch-output=%s: not 'signal', a size (100M, B, K, G) or a time "
			   "(30s, m, h, d)",
			   arg);
}

static int set_max_files(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t n;

	if (number_parse(arg, 1, 1000000, &n))
		return trouble_set(t, TROUBLE_USAGE,
				   "--switch-max-files %s: not a number of files, 1 to 1000000",
				   arg);
	o->max_files = n;
	return 0;
}

static int set_max_size(struct record_options *o, const char *arg, struct trouble *t)
{
	struct span size = { 0 };

	if (span_parse(arg, strlen(arg), &size) || !size.bytes)
		return trouble_set(t, TROUBLE_USAGE, "--max-size %s: not a size; 100M (B, K, G)",
				   arg);
	o->max_size = size.bytes;
	return 0;
}

static int set_trigger(struct record_options *o, const char *arg, struct trouble *t)
{
	o->trigger = arg;
	return 0;
}

const struct record_option output_options[] = {
	{ "output", 'o', required_argument, set_output },
	{ "compression-level", 'z', required_argument, set_level },
	{ "overwrite", 0, optional_argument, set_overwrite },
	{ "switch-output", 0, optional_argument, set_switch },
	{ "switch-max-files", 0, required_argument, set_max_files },
	{ "max-size", 0, required_argument, set_max_size },
	{ "trigger", 0, required_argument, set_trigger },
	{ NULL },
};

int output_options_check(const struct record_options *o, struct trouble *t)
{
	bool by_itself = o->switch_at.bytes || o->switch_at.ns;

	if (o->trigger && !o->overwrite)
		return trouble_set(t, TROUBLE_USAGE,
				   "--trigger says when to write what --overwrite keeps; add it");
	if (o->max_files && !o->switches && !o->overwrite)
		return trouble_set(t, TROUBLE_USAGE,
				   "--switch-max-files: there is one file; add --switch-output");
	if (o->switches && !o->overwrite && !strcmp(o->output, "-"))
		return trouble_set(
			t, TROUBLE_USAGE,
			"--switch-output: standard output cannot be switched; use -o FILE");
	if (o->overwrite && by_itself)
		return trouble_set(t, TROUBLE_USAGE,
				   "--overwrite writes when it is asked to; it goes with "
				   "--switch-output=signal only");
	if (o->overwrite && o->max_size)
		return trouble_set(t, TROUBLE_USAGE,
				   "--max-size: with --overwrite the size stands there; "
				   "--overwrite=%lluB",
				   (unsigned long long)o->max_size);
	return 0;
}
