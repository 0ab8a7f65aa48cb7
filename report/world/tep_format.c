/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/tep_format.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <traceevent/event-parse.h>
#include <traceevent/trace-seq.h>
#include <unistd.h>

#include "report/world/tep_guard.h"
#include "report/world/tep_steps.h"

/* Offset, length, and the end of the field that a relative offset counts from: 16 bits each. */
#define RECORD_ROOM (4 << 16)
#define RECORD_MOST 0xffff
#define EVENT_ID 1     /* of the handle's only event */
#define MOST_SECONDS 2 /* that a format is read in; kernels' take less than a millisecond */
#define TRIES 2

struct tep_text {
	struct tep_handle *tep;
	struct tep_event *event;
	const struct tep_format_field *type;
	struct tep_steps *steps; /* NULL: libtraceevent prints */
	struct trace_seq seq;
	uint8_t *record;
	uint32_t fixed, used; /* bytes before what is dynamic, and with it */
};

static uint32_t fixed_bytes(const struct tep_format_field *fields)
{
	uint32_t n = 0;

	for (; fields; fields = fields->next)
		if ((uint32_t)(fields->offset + fields->size) > n)
			n = fields->offset + fields->size;
	return n;
}

static bool is_little(void)
{
	static const uint16_t one = 1;

	return *(const uint8_t *)&one;
}

/* The records are of this host's order: libtraceevent takes arrays' elements to be so. */
static void set_up(struct tep_handle *tep)
{
	enum tep_endian order = is_little() ? TEP_LITTLE_ENDIAN : TEP_BIG_ENDIAN;

	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_long_size(tep, 8);
	tep_set_page_size(tep, 4096);
	tep_set_file_bigendian(tep, order);
	tep_set_local_bigendian(tep, order);
}

static bool parse(struct tep_text *t, const char *format)
{
	t->tep = tep_alloc();
	if (!t->tep)
		return false;
	set_up(t->tep);
	if (tep_parse_event(t->tep, format, strlen(format), "event"))
		return false;
	t->event = tep_get_first_event(t->tep);
	return t->event && tep_guard_event(t->event);
}

static struct tep_text *read_format(const char *format)
{
	struct tep_text *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	trace_seq_init(&t->seq);
	t->record = calloc(1, RECORD_ROOM);
	if (!t->record || !parse(t, format)) {
		tep_text_free(t);
		return NULL;
	}
	t->event->id = EVENT_ID;
	t->type = tep_text_field(t, "common_type");
	t->fixed = fixed_bytes(t->event->format.common_fields);
	if (fixed_bytes(t->event->format.fields) > t->fixed)
		t->fixed = fixed_bytes(t->event->format.fields);
	return t;
}

/* The thread that forked takes no signals, perhaps. */
static void bound_itself(void)
{
	static const struct rlimit no_core = { 0 };
	sigset_t alarms;

	signal(SIGALRM, SIG_DFL);
	alarm(MOST_SECONDS);
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarms, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
}

/* In a process of its own, which may come to any end. */
static _Noreturn void try_format(const char *format)
{
	struct tep_text *t;
	size_t len;
	int null;

	bound_itself();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	t = read_format(format);
	if (t)
		tep_text_begin(t);
	_exit(t && tep_text_print(t, &len) ? 0 : 1);
}

/* How that process ended, as wait(2) has it; -1: there was none. */
static int end_of_try(const char *format)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		try_format(format);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 ? status : -1;
}

/*
 * The parser of libtraceevent 1.7 falls over many a malformed text: "a ? b ] c". What it makes of a
 * text is always the same, so it is tried where it does no harm. Only time is not: a busy host can
 * take it, and a sanitizer's lock that another thread held at the fork.
 */
static bool is_harmless(const char *format)
{
	int end = end_of_try(format);

	for (uint32_t i = 1; i < TRIES && WIFSIGNALED(end) && WTERMSIG(end) == SIGALRM; i++)
		end = end_of_try(format);
	return end >= 0 && WIFEXITED(end) && !WEXITSTATUS(end);
}

struct tep_text *tep_text_new(const char *format)
{
	struct tep_text *t;

	if (!format || !tep_guard_text(format) || !is_harmless(format))
		return NULL;
	t = read_format(format);
	if (t)
		t->steps = tep_steps_new(t->event, t->fixed);
	return t;
}

void tep_text_free(struct tep_text *t)
{
	if (!t)
		return;
	tep_steps_free(t->steps);
	trace_seq_destroy(&t->seq);
	tep_free(t->tep);
	free(t->record);
	free(t);
}

const struct tep_format_field *tep_text_field(const struct tep_text *t, const char *name)
{
	return tep_find_any_field(t->event, name);
}

bool tep_text_has_steps(const struct tep_text *t)
{
	return t->steps;
}

bool tep_text_uses(const struct tep_text *t, const struct tep_format_field *f)
{
	return !t->steps || tep_steps_use(t->steps, f);
}

/* ---- A record ---- */

static void put_any(uint8_t *at, uint64_t value, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		at[is_little() ? i : size - 1 - i] = i < 8 ? value >> 8 * i : 0;
}

static void put(struct tep_text *t, uint32_t at, uint64_t value, uint32_t size)
{
	uint32_t four = value;

	if (size == 8)
		memcpy(t->record + at, &value, 8);
	else if (size == 4)
		memcpy(t->record + at, &four, 4);
	else
		put_any(t->record + at, value, size);
}

void tep_text_begin(struct tep_text *t)
{
	memset(t->record, 0, t->used);
	t->used = t->fixed;
	tep_text_int(t, t->type, EVENT_ID);
}

void tep_text_int(struct tep_text *t, const struct tep_format_field *f, uint64_t value)
{
	put(t, f->offset, value, f->size);
}

/* Where n bytes of the field go; *n becomes what there is room for. */
static uint32_t place(struct tep_text *t, const struct tep_format_field *f, size_t *n)
{
	bool text = f->flags & TEP_FIELD_IS_STRING;
	uint32_t at = t->used, offset = at, most = RECORD_MOST - text;

	if (!(f->flags & TEP_FIELD_IS_DYNAMIC)) {
		*n = *n < (size_t)f->size ? *n : (size_t)f->size;
		return f->offset;
	}
	most = at + text < RECORD_MOST ? RECORD_MOST - at - text : 0;
	*n = *n < most ? *n : most;
	if (f->flags & TEP_FIELD_IS_RELATIVE)
		offset -= f->offset + f->size;
	put(t, f->offset, offset | (uint64_t)(*n + text) << 16, f->size);
	t->used += *n + text;
	return at;
}

void tep_text_bytes(struct tep_text *t, const struct tep_format_field *f, const void *data,
		    size_t n)
{
	uint32_t at = place(t, f, &n);

	if (n)
		memcpy(t->record + at, data, n);
}

void tep_text_list(struct tep_text *t, const struct tep_format_field *f, const uint64_t *values,
		   uint32_t n, uint32_t size)
{
	size_t bytes = (size_t)n * size;
	uint32_t at = place(t, f, &bytes);

	for (uint32_t i = 0; i < bytes / size; i++)
		put(t, at + i * size, values[i], size);
}

const char *tep_text_print(struct tep_text *t, size_t *len)
{
	if (t->steps)
		return tep_steps_print(t->steps, t->record, t->used, len);
	return tep_text_print_whole(t, len);
}

const char *tep_text_print_whole(struct tep_text *t, size_t *len)
{
	struct tep_record record = { .data = t->record, .size = t->used };

	trace_seq_reset(&t->seq);
	tep_print_event(t->tep, &t->seq, &record, "%s", TEP_PRINT_INFO);
	trace_seq_terminate(&t->seq);
	if (t->seq.state != TRACE_SEQ__GOOD)
		return NULL;
	*len = strnlen(t->seq.buffer, t->seq.len);
	return t->seq.buffer;
}
