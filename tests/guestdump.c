/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guestdump RAM CR3 CR4 DIR: what a guest's memory says of it, from a file of all of it that begins
 * at 0, and two registers in hex: DIR/facts, a line each; DIR/symbols as /proc/kallsyms prints
 * them; DIR/tasks, "TGID PID PPID COMM", and DIR/roots, "USER-ROOT COMM" in hex.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/guest/guest_linux.h"

#define BYTES (256u << 20) /* of a look */

struct file_memory {
	struct guest_memory memory;
	FILE *file;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "guestdump: %s\n", what);
	exit(1);
}

static int read_file(struct guest_memory *m, uint64_t gpa, void *to, size_t n)
{
	FILE *f = ((struct file_memory *)m)->file;
	int error = guest_memory_admit(m, n);

	if (error)
		return error;
	error = fseeko(f, gpa, SEEK_SET) || fread(to, 1, n, f) != n ? -EFAULT : 0;
	return guest_memory_count(m, n, error);
}

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f)
		die(path);
	return f;
}

static void print_facts(FILE *f, const struct guest_linux *g)
{
	const struct guest_linux_facts *x = guest_linux_facts(g);
	const struct guest_linux_image *i = guest_linux_image(g, 0);

	fprintf(f, "banner %s\npti %d\nlevels %u\nstack %u\nbuild-id ", x->banner, x->pti,
		x->levels, x->stack_size);
	for (uint32_t n = 0; n < i->build_id_size; n++)
		fprintf(f, "%02x", i->build_id[n]);
	fprintf(f, "\n");
}

static void print_symbols(FILE *f, const struct guest_linux *g)
{
	for (uint32_t i = 0; i < guest_linux_images(g); i++) {
		const struct guest_linux_image *image = guest_linux_image(g, i);
		uint32_t first;
		const struct guest_symbols *s = guest_linux_symbols(g, i, &first);

		for (uint32_t n = first; n < first + image->nsymbols; n++) {
			fprintf(f, "%016lx %c %s", (unsigned long)s->rows[n].address,
				s->rows[n].type, guest_symbols_text(s, n));
			if (i)
				fprintf(f, "\t[%s]", image->name);
			fprintf(f, "\n");
		}
	}
}

/* /proc has no idle tasks. */
static void print_tasks(FILE *tasks, FILE *roots, const struct guest_tasks *list)
{
	for (uint32_t i = 0; i < list->n; i++) {
		const struct guest_task *t = &list->tasks[i];

		if (t->flags & GUEST_TASK_IDLE)
			continue;
		fprintf(tasks, "%u %u %u %s\n", t->tgid, t->pid, t->ppid, t->comm);
		if (t->user_root)
			fprintf(roots, "%lx %s\n", (unsigned long)t->user_root, t->comm);
	}
}

int main(int argc, char **argv)
{
	struct file_memory m = {
		.memory = { .read = read_file, .left = BYTES, .deadline = UINT64_MAX },
	};
	char message[GUEST_LINUX_MESSAGE];
	struct guest_tasks tasks = { 0 };
	struct guest_linux *g;

	if (argc != 5)
		die("RAM CR3 CR4 DIR?");
	m.file = fopen(argv[1], "r");
	if (!m.file)
		die("no such file of memory");
	if (guest_linux_open(&g, &m.memory, strtoull(argv[2], NULL, 16),
			     strtoull(argv[3], NULL, 16), 0xd01, message) ||
	    *message)
		die(message);
	if (guest_linux_same(g, &m.memory) || guest_linux_tasks(g, &m.memory, &tasks))
		die("its threads cannot be read");
	print_facts(create(argv[4], "facts"), g);
	print_symbols(create(argv[4], "symbols"), g);
	print_tasks(create(argv[4], "tasks"), create(argv[4], "roots"), &tasks);
	guest_tasks_release(&tasks);
	guest_linux_free(g);
	return 0;
}
