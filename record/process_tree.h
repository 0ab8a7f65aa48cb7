/* SPDX-License-Identifier: GPL-2.0 */
/* process_tree.h - ids of threads, as /proc has them at this moment. */
#ifndef RECORD_PROCESS_TREE_H
#define RECORD_PROCESS_TREE_H

#include <stdint.h>

struct id_list {
	uint32_t n, room;
	uint32_t *ids;
	char *text;
};

int id_list_add(struct id_list *, uint32_t id); /* 0 or -ENOMEM */
/* "1 2 3", the list's own; "" of none, and without memory. */
const char *id_list_text(struct id_list *);
void id_list_release(struct id_list *);

/* Adds the threads of a process; of one that has ended there are none. 0 or -ENOMEM. */
int process_tree_threads(struct id_list *, uint32_t pid);
/* The same of its children and all their descendants. */
int process_tree_children(struct id_list *, uint32_t pid);

#endif
