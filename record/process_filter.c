/* SPDX-License-Identifier: GPL-2.0 */
#include "record/process_filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "record/option_values.h"

#define NAME_BYTES (VMTRACE_COMM - 1) /* of a process that the kernel keeps */

static const char *const keys[PROCESS_NR_KEYS] = {
	[PROCESS_EXECNAME] = "execname",
	[PROCESS_PID] = "pid",
	[PROCESS_TID] = "tid",
};

/* ---- From its text ---- */

/* What stands behind the key; NULL: another one. */
static const char *behind(const char *text, enum process_key key)
{
	size_t n = strlen(keys[key]);

	return strncmp(text, keys[key], n) ? NULL : text + n;
}

bool process_filter_is(const char *text)
{
	for (enum process_key key = 0; key < PROCESS_NR_KEYS; key++)
		if (behind(text, key))
			return true;
	return false;
}

static int set_name(struct process_test *test, const char *text, struct trouble *t)
{
	if (strlen(text) > NAME_BYTES && !strpbrk(text, "*?[\\"))
		return trouble_set(
			t, TROUBLE_USAGE,
			"--filter execname==%s: the kernel keeps %d bytes of a process's "
			"name: %.*s",
			text, NAME_BYTES, NAME_BYTES, text);
	snprintf(test->name, sizeof(test->name), "%s", text);
	return 0;
}

static int set_id(struct process_test *test, const char *text, struct trouble *t)
{
	uint64_t id;

	if (number_parse(text, 1, INT32_MAX, &id))
		return trouble_set(t, TROUBLE_USAGE, "--filter %s==%s: not a number of a %s",
				   keys[test->key], text,
				   test->key == PROCESS_PID ? "process" : "thread");
	test->id = id;
	return 0;
}

static int add_test(struct process_filter *f, enum process_key key, const char *name, size_t length,
		    struct trouble *t)
{
	struct process_test *test = &f->tests[f->n];
	char text[PROCESS_PATTERN];

	if (f->n == PROCESS_TESTS)
		return trouble_set(t, TROUBLE_USAGE, "--filter: more than %d processes",
				   PROCESS_TESTS);
	if (!length || length >= sizeof(text))
		return trouble_set(t, TROUBLE_USAGE, "--filter %s==: %s name in the list",
				   keys[key], length ? "too long a" : "an empty");
	snprintf(text, sizeof(text), "%.*s", (int)length, name);
	test->key = key;
	if ((key == PROCESS_EXECNAME ? set_name : set_id)(test, text, t))
		return -1;
	f->n++;
	return 0;
}

int process_filter_add(struct process_filter *f, const char *text, struct trouble *t)
{
	enum process_key key = 0;
	const char *list;

	while (!(list = behind(text, key)))
		key++;
	if (strncmp(list, "==", 2))
		return trouble_set(t, TROUBLE_USAGE, "--filter %s: not %s==%s,...", text, keys[key],
				   key == PROCESS_EXECNAME ? "NAME" : "NUMBER");
	for (list += 2;; list++) {
		size_t n = strcspn(list, ",");

		if (add_test(f, key, list, n, t))
			return -1;
		list += n;
		if (!*list)
			return 0;
	}
}

/* ---- What it says ---- */

static bool holds(const struct process_test *test, const struct vmtrace_task *task,
		  const char *name)
{
	switch (test->key) {
	case PROCESS_PID:
		return task->tgid == test->id;
	case PROCESS_TID:
		return task->tid == test->id;
	default:
		return !fnmatch(test->name, name, 0);
	}
}

bool process_filter_takes(const struct process_filter *f, const struct vmtrace_task *task)
{
	char name[VMTRACE_COMM + 1];

	snprintf(name, sizeof(name), "%.*s", VMTRACE_COMM, task->leader);
	for (uint32_t i = 0; i < f->n; i++)
		if (holds(&f->tests[i], task, name))
			return true;
	return !f->n;
}

uint32_t process_filter_pids(const struct process_filter *f, uint32_t pids[PROCESS_TESTS])
{
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->tests[i].key != PROCESS_PID)
			return 0;
		pids[i] = f->tests[i].id;
	}
	return f->n;
}

/* ---- As text ---- */

static uint32_t add_text(const struct process_filter *f, enum process_key key, char *buffer,
			 uint32_t used, uint32_t size)
{
	const char *before = used ? "; " : "", *operator= "==";

	for (uint32_t i = 0; i < f->n && used < size; i++) {
		const struct process_test *test = &f->tests[i];
		char id[16];

		if (test->key != key)
			continue;
		snprintf(id, sizeof(id), "%u", test->id);
		used += snprintf(buffer + used, size - used, "%s%s%s%s", before,
				 *operator? keys[key] : "", operator,
				 key == PROCESS_EXECNAME ? test->name : id);
		before = ",";
		operator= "";
	}
	return used;
}

const char *process_filter_text(const struct process_filter *f, char *buffer, uint32_t size)
{
	uint32_t used = 0;

	buffer[0] = 0;
	for (enum process_key key = 0; key < PROCESS_NR_KEYS && used < size; key++)
		used = add_text(f, key, buffer, used, size);
	return buffer;
}
