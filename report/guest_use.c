/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest_use.h"

#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/print/fmt.h"

_Static_assert(OUT_NAME >= GUEST_TEXT, "names fit");

/* ---- Does it? ---- */

static bool is_name(uint16_t field)
{
	return field == FIELD_GUESTCOMM || field == FIELD_GUESTPID || field == FIELD_GUESTFUNC;
}

static bool in_code(const struct insn *i)
{
	for (; i && i->op != OP_END; i++)
		if (i->op == OP_SYMBOL || (i->op == OP_FIELD && is_name(i->b)))
			return true;
	return false;
}

static bool in_format(const struct action *a)
{
	for (uint32_t i = 0; a->fmt && a->naggs && i < a->fmt->n; i++)
		if (a->fmt->convs[i].style == FMT_S_ADDRESS)
			return true;
	return false;
}

bool guest_use_wanted(const struct program *p)
{
	for (uint32_t i = 0; i < p->nclauses; i++)
		if (in_code(p->clauses[i].body))
			return true;
	for (uint32_t i = 0; i < p->nactions; i++)
		if (in_format(&p->actions[i]))
			return true;
	return false;
}

/* ---- What was given ---- */

/* Whoever reads the trace for the program hears of its damage. */
static void ignore(void *self, const struct vmt_damage *d)
{
}

static int find(struct guest_given *g, const struct guest_options *o, const char *path)
{
	int error = VMT_EINVAL;

	if (!strcmp(path, "none"))
		return 0;
	if (strcmp(path, "-"))
		error = guest_given_find(g, o, path, ignore, NULL);
	if (error == VMT_EINVAL)
		fprintf(stderr,
			"vmtrace: %s: a pipe is not read twice, to look for its guests' kernels "
			"first: use a file, or vmtrace symbols add\n",
			path);
	else if (error)
		fprintf(stderr, "vmtrace: %s: looking for its guests' kernels: %s\n", path,
			vmt_strerror(error));
	return error;
}

/* What was found goes to stderr: a slide is not guessed silently. */
static void tell_session(const struct given_session *s)
{
	for (uint32_t i = 0; i < s->nvms; i++) {
		const struct given_vm *v = &s->vms[i];

		if (v->known)
			fprintf(stderr,
				"vmtrace: VM %" PRIu32 ": kernel slid by 0x%" PRIx64 ": %s\n",
				v->vm, v->slide.slide, v->message);
		else
			fprintf(stderr, "vmtrace: VM %" PRIu32 ": its addresses stay numbers: %s\n",
				v->vm, v->message);
	}
}

int guest_use_begin(struct world *w, struct guest_given *g, const struct guest_options *o,
		    const char *const *paths, uint32_t npaths)
{
	if (o->nfiles && guest_given_load(g, o))
		return -1;
	for (uint32_t i = 0; o->nfiles && i < npaths; i++)
		if (find(g, o, paths[i]))
			return -1;
	for (uint32_t i = 0; i < g->nsessions; i++)
		tell_session(&g->sessions[i]);
	if (!world_name_guests(w, o->nfiles ? g : NULL))
		return 0;
	fprintf(stderr, "vmtrace: out of memory reading guests' symbols\n");
	return -1;
}

static size_t name_address(void *names, uint64_t address, char text[OUT_NAME])
{
	const struct world *w = names;
	int len = 0;
	const struct str *s =
		guest_name(w, NULL, w->pool, 0, GUEST_NO_TIME, address, NAME_ADDRESS, text, &len);

	if (!s)
		return len;
	memcpy(text, s->text, s->len);
	return s->len;
}

void guest_use_out(const struct world *w, struct out *o)
{
	o->name_address = name_address;
	o->names = (void *)w;
}
