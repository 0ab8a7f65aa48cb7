/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_given.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

void guest_given_release(struct guest_given *g)
{
	guest_kernel_release(&g->kernel);
	for (uint32_t i = 0; i < g->nsessions; i++)
		free(g->sessions[i].vms);
	free(g->sessions);
	*g = (struct guest_given){ 0 };
}

int guest_given_load(struct guest_given *g, const struct guest_options *o)
{
	char message[GUEST_MESSAGE];
	int rc = 0;

	for (uint32_t i = 0; i < o->nfiles && !rc; i++) {
		rc = guest_kernel_load(&g->kernel, o->files[i], message);
		if (!rc && i + 1 == o->nfiles)
			rc = guest_kernel_finish(&g->kernel, message);
		if (rc)
			fprintf(stderr, "vmtrace: %s: %s\n", o->files[i], message);
	}
	return rc;
}

int guest_parse_slide(const char *text, uint64_t *slide)
{
	const char *digits = text + (*text == '-');
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(digits, &end, 0);
	if (!isdigit((unsigned char)*digits) || *end || errno)
		return -1;
	*slide = *text == '-' ? -value : value;
	return 0;
}

/* ---- Slides ---- */

/* That its symbols are a running guest's is believed of the guest whose exits lie in them. */
static bool ran_here(const struct slide_votes *v, const struct guest_kernel *k)
{
	uint64_t in = 0, out = 0;

	for (uint32_t i = 0; v->places && i <= v->mask; i++) {
		const struct slide_place *p = &v->places[i];

		if (!p->exits || !slide_in_kernel(k, p->rip))
			continue;
		if (guest_image_holds(&k->images[0], p->rip))
			in += p->exits;
		else
			out += p->exits;
	}
	return in && out * 20 < in;
}

static void decide(const struct guest_given *g, const struct slide_votes *v, struct given_vm *vm)
{
	const struct guest_kernel *k = &g->kernel;

	if (!slide_decide(v, k, &vm->slide, vm->message)) {
		vm->known = true;
	} else if (!k->linked && k->ran) {
		vm->known = ran_here(v, k);
		vm->slide = (struct slide){ .origin = VMT_SLIDE_SYMBOLS };
		if (!vm->known)
			snprintf(vm->message, sizeof(vm->message),
				 "its exits lie elsewhere than these symbols, which are of another "
				 "guest or boot");
	}
	if (vm->known)
		slide_describe(&vm->slide, vm->message);
}

static void tell(const struct guest_options *o, struct given_vm *vm)
{
	vm->known = true;
	vm->slide = (struct slide){ .slide = o->slide, .origin = VMT_SLIDE_GIVEN };
	slide_describe(&vm->slide, vm->message);
}

static int add_session(struct guest_given *g, const struct guest_options *o,
		       const struct slide_session *found)
{
	struct given_session *p = realloc(g->sessions, (g->nsessions + 1) * sizeof(*p)), *s;

	if (!p)
		return VMT_ENOMEM;
	g->sessions = p;
	s = &p[g->nsessions];
	*s = (struct given_session){ .start = found->start, .next_image = found->next_image };
	memcpy(s->id, found->id, sizeof(s->id));
	s->vms = calloc(found->nvms + 1, sizeof(*s->vms));
	if (!s->vms)
		return VMT_ENOMEM;
	g->nsessions++;
	for (uint32_t i = 1; i < found->nvms; i++) {
		struct given_vm *vm = &s->vms[s->nvms];

		if (!found->vms[i].seen || (o->vm && o->vm != i))
			continue;
		vm->vm = i;
		if (o->told)
			tell(o, vm);
		else
			decide(g, &found->vms[i].votes, vm);
		s->nvms++;
	}
	return 0;
}

int guest_given_find(struct guest_given *g, const struct guest_options *o, const char *path,
		     vmt_damage_fn *fn, void *self)
{
	struct vmt_reader *reader = NULL;
	const struct vmt_damage cut = { .what = "session without its end" };
	struct vmt_session *session;
	int rc = 0, error = vmt_reader_open(&reader, path, -1, 0, fn, self);

	if (!error && vmt_reader_streams(reader))
		error = VMT_EINVAL;
	while (!error && (rc = vmt_reader_next(reader, &session)) > 0) {
		struct slide_session found;

		error = slide_session_read(&found, session) ?: add_session(g, o, &found);
		if (!vmt_session_info(session)->ended)
			fn(self, &cut);
		slide_session_release(&found);
		vmt_session_free(session);
	}
	vmt_reader_free(reader);
	return error ?: rc;
}

const struct given_session *guest_given_session(const struct guest_given *g, const uint8_t id[16])
{
	for (uint32_t i = 0; i < g->nsessions; i++)
		if (!memcmp(g->sessions[i].id, id, sizeof(g->sessions[i].id)))
			return &g->sessions[i];
	return NULL;
}

bool guest_given_places(const struct guest_given *g, const struct given_vm *vm, uint32_t image,
			struct slide *slide)
{
	const struct guest_kernel *k = &g->kernel;

	*slide = vm->slide;
	if (!vm->known || !image)
		return vm->known;
	slide->slide = 0;
	return k->linked ? k->ran_slide == vm->slide.slide : !vm->slide.slide;
}
