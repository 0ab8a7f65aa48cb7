/* SPDX-License-Identifier: GPL-2.0 */
#include "record/process_tree.h"

#include <errno.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int id_list_add(struct id_list *l, uint32_t id)
{
	uint32_t *ids = l->ids;

	if (l->n == l->room) {
		ids = reallocarray(ids, l->room + 64, sizeof(*ids));
		if (!ids)
			return -ENOMEM;
		l->ids = ids;
		l->room += 64;
	}
	ids[l->n++] = id;
	return 0;
}

const char *id_list_text(struct id_list *l)
{
	size_t room = l->n * sizeof("4294967295") + 1, n = 0;

	free(l->text);
	l->text = calloc(1, room);
	for (uint32_t i = 0; l->text && i < l->n; i++)
		n += snprintf(l->text + n, room - n, "%s%u", i ? " " : "", l->ids[i]);
	return l->text ?: "";
}

void id_list_release(struct id_list *l)
{
	free(l->ids);
	free(l->text);
	*l = (struct id_list){ 0 };
}

int process_tree_threads(struct id_list *l, uint32_t pid)
{
	struct dirent *entry;
	char path[64];
	int r = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	dir = opendir(path);
	while (!r && dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			r = id_list_add(l, strtoul(entry->d_name, NULL, 10));
	if (dir)
		closedir(dir);
	return r;
}

/* Adds the children of one thread, and lists them in `children`. */
static int thread_children(struct id_list *children, uint32_t pid, uint32_t tid)
{
	char path[96];
	uint32_t child;
	int r = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/task/%u/children", pid, tid);
	f = fopen(path, "re");
	while (!r && f && fscanf(f, "%u", &child) == 1)
		r = id_list_add(children, child);
	if (f)
		fclose(f);
	return r;
}

int process_tree_children(struct id_list *l, uint32_t pid)
{
	struct id_list threads = { 0 }, children = { 0 };
	int r = process_tree_threads(&threads, pid);

	for (uint32_t i = 0; i < threads.n && !r; i++)
		r = thread_children(&children, pid, threads.ids[i]);
	for (uint32_t i = 0; i < children.n && !r; i++)
		r = process_tree_threads(l, children.ids[i])
			    ?: process_tree_children(l, children.ids[i]);
	id_list_release(&threads);
	id_list_release(&children);
	return r;
}
