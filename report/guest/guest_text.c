/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

#define LINE 2048

struct line {
	uint64_t address;
	char type;
	const char *name, *module; /* module: "" of the kernel's own */
	size_t name_size, module_size;
};

struct reading {
	struct guest_kernel *kernel;
	unsigned long number; /* of the line */
	uint64_t lowest, end; /* of code; what _end says, or 0 */
	bool text;	      /* lowest is _text's */
	bool nonzero;
	char *message;
};

static int fail(struct reading *r, const char *what)
{
	snprintf(r->message, GUEST_MESSAGE, "line %lu: %s", r->number, what);
	return -1;
}

static const char *word(const char **at, size_t *size)
{
	const char *begin = *at + strspn(*at, " \t");

	*size = strcspn(begin, " \t\r\n");
	*at = begin + *size;
	return begin;
}

/* "ffffffff81000000 T _text" or "ffffffffc0123000 t open<tab>[fuse]" */
static bool parse(const char *text, struct line *l)
{
	char *end;
	size_t type;

	if (!isxdigit((unsigned char)*text))
		return false;
	errno = 0;
	l->address = strtoull(text, &end, 16);
	if (errno || end - text > 16 || (*end != ' ' && *end != '\t'))
		return false;
	text = end;
	l->type = *word(&text, &type);
	l->name = word(&text, &l->name_size);
	l->module = word(&text, &l->module_size);
	if (type != 1 || !isalpha((unsigned char)l->type) || !l->name_size)
		return false;
	if (!l->module_size)
		return true;
	if (l->module_size < 3 || l->module[0] != '[' || l->module[l->module_size - 1] != ']')
		return false;
	l->module++;
	l->module_size -= 2;
	return true;
}

/* ---- Images ---- */

static bool is_image(const struct guest_image *i, const char *name, size_t size)
{
	return strlen(i->name) == size && !memcmp(i->name, name, size);
}

/* Lines of a module stand together. NULL: told why. */
static struct guest_image *image_of(struct reading *r, const struct line *l)
{
	struct guest_kernel *k = r->kernel;
	struct guest_image *last = &k->images[k->nimages - 1];

	if (!l->module_size)
		return &k->images[0];
	if (k->nimages > 1 && is_image(last, l->module, l->module_size))
		return last;
	for (uint32_t i = 1; i < k->nimages; i++)
		if (is_image(&k->images[i], l->module, l->module_size))
			return &k->images[i];
	if (k->nimages > GUEST_MODULES) {
		fail(r, "more modules than a kernel has");
		return NULL;
	}
	if (guest_image_init(&k->images[k->nimages], VMT_IMAGE_MODULE, l->module, l->module_size)) {
		fail(r, "a module without a decent name");
		return NULL;
	}
	return &k->images[k->nimages++];
}

static void note_kernel(struct reading *r, const struct line *l)
{
	bool text = l->name_size == 5 && !memcmp(l->name, "_text", 5);

	if (l->name_size == 4 && !memcmp(l->name, "_end", 4))
		r->end = l->address;
	if ((l->type != 'T' && l->type != 't') || !l->address || r->text)
		return;
	if (text || !r->lowest || l->address < r->lowest)
		r->lowest = l->address;
	r->text = text;
}

static int take(struct reading *r, const char *text)
{
	struct guest_image *image;
	struct line l;
	int rc;

	if (!parse(text, &l))
		return fail(r, "not ADDRESS TYPE NAME");
	r->nonzero |= l.address != 0;
	image = image_of(r, &l);
	if (!image)
		return -1;
	if (!l.module_size)
		note_kernel(r, &l);
	rc = guest_image_add(image, l.address, 0, l.type, l.name, l.name_size);
	return rc ? fail(r, rc == -ENOMEM ? "out of memory" : "more symbols than a kernel has") : 0;
}

/* How far the last function reaches nobody says: code ends on a page of its own. */
static uint64_t page_behind(uint64_t address)
{
	return (address | 0xfff) + 1;
}

/* Where a module lies, its symbols tell alone. */
static void place(struct guest_image *i)
{
	uint64_t low = UINT64_MAX, high = 0;

	for (uint32_t n = 0; n < i->nsymbols; n++) {
		uint64_t address = i->symbols[n].address;

		low = address < low ? address : low;
		high = address > high ? address : high;
	}
	i->base = low;
	i->size = page_behind(high) - low;
}

static uint64_t highest_code(const struct guest_image *i)
{
	uint64_t high = i->base;

	for (uint32_t n = 0; n < i->nsymbols; n++) {
		const struct guest_symbol *s = &i->symbols[n];

		if (strchr("TtWw", s->type) && s->address > high)
			high = s->address;
	}
	return page_behind(high);
}

static int finish(struct reading *r)
{
	struct guest_kernel *k = r->kernel;
	struct guest_image *kernel = &k->images[0];

	if (!r->nonzero)
		return fail(r, "every address is 0: who is not root is shown no others");
	if (!r->lowest)
		return fail(r, "no code of a kernel is named");
	kernel->base = r->lowest;
	kernel->size = (r->end > r->lowest ? r->end : highest_code(kernel)) - r->lowest;
	for (uint32_t i = 1; i < k->nimages; i++)
		place(&k->images[i]);
	return 0;
}

int guest_text_read(struct guest_kernel *k, FILE *file, char message[static GUEST_MESSAGE])
{
	struct reading r = { .kernel = k, .message = message };
	char text[LINE];
	int rc = 0;

	k->images = calloc(GUEST_MODULES + 1, sizeof(*k->images));
	if (!k->images)
		return fail(&r, "out of memory");
	k->nimages = 1;
	if (guest_image_init(&k->images[0], VMT_IMAGE_KERNEL, "vmlinux", strlen("vmlinux")))
		return fail(&r, "out of memory");
	while (!rc && fgets(text, sizeof(text), file)) {
		r.number++;
		if (!strchr(text, '\n') && !feof(file))
			return fail(&r, "longer than any symbol");
		rc = take(&r, text);
	}
	if (!rc && ferror(file))
		return fail(&r, strerror(errno));
	return rc ? rc : finish(&r);
}
