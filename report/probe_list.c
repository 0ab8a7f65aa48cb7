/* SPDX-License-Identifier: GPL-2.0 */
#include "report/probe_list.h"

void probe_list_header(FILE *f)
{
	fprintf(f, "%5s %10s %17s %33s %s\n", "ID", "PROVIDER", "MODULE", "FUNCTION", "NAME");
}

void probe_list_row(FILE *f, const struct probe *p)
{
	fprintf(f, "%5u %10s %17s %33s %s\n", p->id, p->provider, p->module, p->function, p->name);
}
