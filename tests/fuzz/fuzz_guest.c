/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A made-up guest that lies, and changes while it is read: whatever its memory holds, readers end
 * within the bytes of a look, and what they tell is in order. An input is
 *
 *	u8 kallsyms, u8 flags, then changes: u8 reads, u8 place, u16 offset, u8 kind, u64 value
 *
 * Each change is made when so many reads more have been done (0: before the first look).
 */
#include <string.h>

#include "format/le.h"
#include "tests/fuzz/fuzz.h"
#include "tests/madeguest.h"

#define HEAD 2
#define CHANGE 13
#define CHANGES 256
#define LOOK (8u << 20) /* bytes of a look */

static struct {
	struct made_guest *made;
	int (*read)(struct guest_memory *, uint64_t, void *, size_t);
	const uint8_t *next, *end; /* changes to come */
	uint32_t wait;		   /* reads until the next */
	uint32_t n;		   /* made: what was there */
	struct {
		uint64_t at, value;
	} honest[CHANGES];
} fuzz;

/* Where a change begins: tables that are looked for, and what lists are made of. */
static uint64_t place_of(const struct made_guest *g, uint8_t place)
{
	const uint64_t places[] = {
		g->pgd,
		0x10000,
		g->num_syms,
		g->names,
		g->markers,
		g->tokens,
		g->index,
		g->offsets,
		g->relative_base,
		g->btf,
		g->btf + 24,
		g->btf + g->btf_size / 2,
		g->notes,
		g->banner,
		g->module,
		g->module + 0x800,
		g->module_symtab,
		g->module + 0x2000,
		g->module + 0x4000,
		0x800000 /* variables */,
		0x2001a0,
		made_signal_at(4),
		made_mm_at(4),
		made_mm_at(8),
	};
	uint32_t n = sizeof(places) / sizeof(*places);

	place %= n + g->ntasks;
	return place < n ? places[place] : made_task_at(place - n);
}

static uint64_t value_of(const struct made_guest *g, uint8_t kind, uint64_t value)
{
	switch (kind >> 4 & 7) {
	case 1: /* into a task */
		return made_task_address(g, value % g->ntasks) + (value >> 8) % 256;
	case 2:
		return made_direct(value % MADE_RAM);
	case 3:
		return g->base + value % 0x600000;
	case 4:
		return (value % 0x600) << 12 | 0x67; /* an entry of a page table */
	case 5:
		return 0xffffffffc0200000ull + value % 0x10000;
	default:
		return value;
	}
}

static void make_change(const uint8_t *p)
{
	struct made_guest *g = fuzz.made;
	uint64_t at = place_of(g, p[1]) + le_get16(p + 2);
	uint32_t size = 1u << (p[4] & 3);

	if (at > MADE_RAM - 8 || fuzz.n == CHANGES)
		return;
	fuzz.honest[fuzz.n].at = at;
	fuzz.honest[fuzz.n++].value = made_get(g, at, 8);
	made_put(g, at, value_of(g, p[4], le_get64(p + 5)), size);
}

static void make_changes(void)
{
	while (fuzz.end - fuzz.next >= CHANGE && !fuzz.wait) {
		make_change(fuzz.next);
		fuzz.next += CHANGE;
		if (fuzz.end - fuzz.next >= CHANGE)
			fuzz.wait = *fuzz.next;
	}
}

static int read_changing(struct guest_memory *m, uint64_t gpa, void *to, size_t n)
{
	if (fuzz.wait)
		fuzz.wait--;
	make_changes();
	return fuzz.read(m, gpa, to, n);
}

static struct guest_memory *look(void)
{
	struct guest_memory *m = made_look(fuzz.made);

	fuzz.read = m->read;
	m->read = read_changing;
	m->left = LOOK;
	return m;
}

/* ---- What is told ---- */

static void check_text(const char *text, size_t room)
{
	size_t n = strnlen(text, room);

	if (n == room)
		fuzz_die("a text without an end");
	while (n--)
		if (text[n] < ' ' || text[n] > '~')
			fuzz_die("a text that cannot be printed");
}

static void check_image(const struct guest_linux *g, uint32_t image)
{
	const struct guest_linux_image *i = guest_linux_image(g, image);
	const struct guest_symbols *s;
	uint32_t first;

	check_text(i->name, sizeof(i->name));
	if (i->build_id_size > GUEST_LINUX_BUILD_ID || i->nsymbols > GUEST_LINUX_SYMBOLS)
		fuzz_die("an image that is too large");
	s = guest_linux_symbols(g, image, &first);
	for (uint32_t n = first; n < first + i->nsymbols; n++) {
		check_text(guest_symbols_text(s, n), GUEST_LINUX_NAME);
		if (strlen(guest_symbols_text(s, n)) != guest_symbols_length(s, n))
			fuzz_die("a name that ends elsewhere");
	}
}

static void check_guest(const struct guest_linux *g)
{
	check_text(guest_linux_facts(g)->banner, sizeof(guest_linux_facts(g)->banner));
	if (guest_linux_images(g) > GUEST_LINUX_MODULES + 1)
		fuzz_die("too many modules");
	for (uint32_t i = 0; i < guest_linux_images(g); i++)
		check_image(g, i);
}

static void check_tasks(const struct guest_tasks *tasks)
{
	if (tasks->n > GUEST_LINUX_THREADS)
		fuzz_die("too many threads");
	for (uint32_t i = 0; i < tasks->n; i++) {
		const struct guest_task *t = &tasks->tasks[i];

		check_text(t->comm, sizeof(t->comm));
		check_text(t->leader, sizeof(t->leader));
		if (t->flags & GUEST_TASK_KTHREAD && t->root)
			fuzz_die("a kernel thread with page tables");
	}
}

static void ask(struct guest_linux *g)
{
	struct guest_tasks tasks = { 0 };

	for (int i = 0; i < 2; i++) {
		guest_linux_same(g, look());
		guest_linux_tasks(g, &fuzz.made->memory, &tasks);
		check_tasks(&tasks);
		guest_linux_modules(g, look());
		check_guest(g);
	}
	guest_tasks_release(&tasks);
}

/* ---- The guest ---- */

/* Made once each. */
static struct made_guest *guest_of(uint8_t kallsyms, uint8_t flags)
{
	static struct made_guest *all[MADE_KALLSYMS][4];
	struct made_options o = { .kallsyms = kallsyms % MADE_KALLSYMS, .small_pages = true };
	struct made_guest **made = &all[o.kallsyms][flags & 3];

	o.five_levels = o.pti = flags & 1;
	o.no_direct = o.nested = o.lacks[FIELD_MODULE_MEM] = flags >> 1 & 1;
	if (!*made)
		*made = made_guest(&o);
	return *made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[GUEST_LINUX_MESSAGE];
	struct guest_linux *g;

	if (size < HEAD)
		return 0;
	fuzz.made = guest_of(data[0], data[1]);
	fuzz.next = data + HEAD;
	fuzz.end = data + size;
	fuzz.n = 0;
	fuzz.wait = size >= HEAD + CHANGE ? data[HEAD] : 0;
	if (!guest_linux_open(&g, look(), fuzz.made->cr3, fuzz.made->cr4, fuzz.made->efer,
			      message)) {
		check_guest(g);
		ask(g);
		guest_linux_free(g);
	} else if (!*message) {
		fuzz_die("refused without a word");
	}
	while (fuzz.n--)
		made_put(fuzz.made, fuzz.honest[fuzz.n].at, fuzz.honest[fuzz.n].value, 8);
	return 0;
}
