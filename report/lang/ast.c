/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/ast.h"

uint32_t node_count(const struct node *list)
{
	uint32_t n = 0;

	for (; list; list = list->next)
		n++;
	return n;
}
