/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_linux.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/le.h"
#include "record/guest/guest_kallsyms.h"
#include "record/guest/guest_modules.h"
#include "record/guest/guest_view.h"
#include "record/guest/guest_window.h"

#define LINKED_TEXT 0xffffffff81000000ull /* __START_KERNEL of x86-64 */
#define BANNER "Linux version "
#define EFER_LMA (1ull << 10)
#define CR4_PAE (1ull << 5)
#define NOTES (1u << 16) /* bytes of the kernel's notes, at most */
#define BTF_BYTES (64ull << 20)
#define PTI_USER_ROOT 0x1000ull	  /* arch/x86/include/asm/pgtable.h: PTI_PGTABLE_SWITCH_BIT */
#define FEATURE_PTI (7 * 32 + 11) /* arch/x86/include/asm/cpufeatures.h */
#define STACK_LEAST 4096u
#define STACK_MOST (1u << 18)

static const char *const anchor_names[] = {
#define ANCHOR_ROW(symbol, name) name,
	GUEST_ANCHORS(ANCHOR_ROW)
#undef ANCHOR_ROW
};

/* What is needed of a task_struct, and nice to have. */
static const enum guest_field task_needs[] = {
	FIELD_TASK_FLAGS,  FIELD_TASK_STACK, FIELD_TASK_TASKS,	     FIELD_TASK_MM,
	FIELD_TASK_PID,	   FIELD_TASK_TGID,  FIELD_TASK_THREAD_NODE, FIELD_TASK_PARENT,
	FIELD_TASK_SIGNAL, FIELD_TASK_COMM,  FIELD_TASK_EXEC_ID,     FIELD_SIGNAL_THREADS,
	FIELD_MM_PGD,
};

/* A look at a guest that is not known yet. */
struct opening {
	struct guest_linux *g;
	struct guest_memory *memory;
	struct guest_window window;
	char *message; /* of GUEST_LINUX_MESSAGE */
};

/* ---- What is said ---- */

__attribute__((format(printf, 2, 3))) static void lack(struct opening *o, const char *format, ...)
{
	size_t used = strlen(o->message);
	va_list args;

	if (used && used + 2 < GUEST_LINUX_MESSAGE)
		used += sprintf(o->message + used, "; ");
	va_start(args, format);
	vsnprintf(o->message + used, GUEST_LINUX_MESSAGE - used, format, args);
	va_end(args);
}

static const char *error_text(int error)
{
	switch (error) {
	case -ETIME:
		return "it took too long";
	case -EDQUOT:
		return "too much would have to be read";
	case -EFAULT:
		return "memory that it needs is not present";
	default:
		return strerror(-error);
	}
}

/* ---- Symbols ---- */

static void seek_anchors(struct guest_linux *g)
{
	struct guest_sought sought[ANCHORS];

	for (uint32_t i = 0; i < ANCHORS; i++)
		sought[i].name = anchor_names[i];
	guest_symbols_seek(&g->symbols, sought, ANCHORS);
	for (uint32_t i = 0; i < ANCHORS; i++)
		g->anchors[i] = sought[i].address;
}

static int read_symbols(struct opening *o)
{
	struct guest_linux *g = o->g;
	struct guest_linux_image *image;
	int error = guest_kallsyms_read(&g->symbols, &o->window);

	if (error)
		return error;
	seek_anchors(g);
	g->images = calloc(1, sizeof(*g->images));
	if (!g->images)
		return -ENOMEM;
	g->nimages = 1;
	g->facts.symbols = true;
	g->facts.text = g->anchors[ANCHOR_TEXT] ? g->anchors[ANCHOR_TEXT] : o->window.base;
	g->facts.end = g->anchors[ANCHOR_END] > g->facts.text ? g->anchors[ANCHOR_END]
							      : o->window.base + o->window.size;
	g->facts.slide = g->facts.text - LINKED_TEXT;
	image = &g->images->image;
	snprintf(image->name, sizeof(image->name), "vmlinux");
	image->base = g->facts.text;
	image->size = g->facts.end - g->facts.text;
	image->nsymbols = g->symbols.n;
	return 0;
}

/* ---- The banner ---- */

static bool take_banner(struct guest_linux *g, const uint8_t *p, size_t n)
{
	size_t size = 0;

	while (size < n && size < sizeof(g->facts.banner) - 1 && p[size] >= ' ')
		size++;
	guest_view_text(g->facts.banner, sizeof(g->facts.banner), p, size);
	return !strncmp(g->facts.banner, BANNER, sizeof(BANNER) - 1);
}

/* Where the symbol says; else in what was read of the image. */
static void find_banner(struct opening *o)
{
	struct guest_window *w = &o->window;
	uint64_t va = o->g->anchors[ANCHOR_BANNER];
	const uint8_t *p = guest_window_at(w, va, sizeof(o->g->facts.banner));

	if (p && take_banner(o->g, p, sizeof(o->g->facts.banner)))
		return;
	for (uint64_t at = 0; at < w->size; at += GUEST_WINDOW_STEP) {
		if (!guest_window_step(w, w->base + at)->copied)
			continue;
		p = memmem(w->bytes + at, GUEST_WINDOW_STEP, BANNER, sizeof(BANNER) - 1);
		if (!p || !take_banner(o->g, p, w->bytes + at + GUEST_WINDOW_STEP - p))
			continue;
		o->g->anchors[ANCHOR_BANNER] = w->base + (p - w->bytes);
		return;
	}
	o->g->facts.banner[0] = 0;
}

/* ---- The build-id ---- */

/* ELF notes: sizes of name and content, type, the two, each filled up to 4 bytes. */
static void take_build_id(struct guest_linux_image *image, const uint8_t *p, size_t n)
{
	while (n >= 12) {
		uint32_t name = le_get32(p), content = le_get32(p + 4);
		uint64_t at = 12 + (name + 3ull) / 4 * 4, next = at + (content + 3ull) / 4 * 4;

		if (next > n)
			return;
		if (le_get32(p + 8) == 3 && name == 4 && !memcmp(p + 12, "GNU", 4) && content &&
		    content <= GUEST_LINUX_BUILD_ID) {
			memcpy(image->build_id, p + at, content);
			image->build_id_size = content;
			return;
		}
		p += next;
		n -= next;
	}
}

static void find_build_id(struct opening *o)
{
	const uint64_t *a = o->g->anchors;
	uint64_t n = a[ANCHOR_STOP_NOTES] - a[ANCHOR_START_NOTES];
	const uint8_t *p = NULL;

	if (a[ANCHOR_START_NOTES] && n <= NOTES)
		p = guest_window_at(&o->window, a[ANCHOR_START_NOTES], n);
	if (p)
		take_build_id(&o->g->images->image, p, n);
}

/* ---- The layout, and what follows from it ---- */

static bool find_layout(struct opening *o)
{
	const uint64_t *a = o->g->anchors;
	uint64_t n = a[ANCHOR_STOP_BTF] - a[ANCHOR_START_BTF];
	const uint8_t *p = NULL;

	if (!a[ANCHOR_START_BTF] || !a[ANCHOR_STOP_BTF]) {
		lack(o, "no processes: its kernel has no BTF");
		return false;
	}
	if (n <= BTF_BYTES)
		p = guest_window_at(&o->window, a[ANCHOR_START_BTF], n);
	if (p && !guest_layout_read(&o->g->layout, p, n))
		return true;
	lack(o, "no processes: its kernel's BTF %s",
	     o->window.error ? error_text(o->window.error) : "makes no sense");
	return false;
}

static bool is_stack_size(uint64_t n)
{
	return n >= STACK_LEAST && n <= STACK_MOST && !(n & (n - 1));
}

/* A thread's stack is as large as the union that it is in, and as that of init_task. */
static void find_stack_size(struct guest_linux *g)
{
	const uint64_t *a = g->anchors;
	const uint64_t sizes[] = {
		g->layout.sizes[STRUCTURE_THREAD_UNION],
		a[ANCHOR_END_INIT_STACK] - a[ANCHOR_INIT_STACK],
		a[ANCHOR_END_INIT_TASK] - a[ANCHOR_INIT_STACK],
	};

	for (uint32_t i = 0; i < 3 && !g->facts.stack_size; i++)
		if (is_stack_size(sizes[i]))
			g->facts.stack_size = sizes[i];
}

static void find_pti(struct opening *o)
{
	struct guest_linux *g = o->g;
	const struct guest_field_place *f = &g->layout.fields[FIELD_CPU_CAPABILITY];
	uint64_t at = g->anchors[ANCHOR_CPU_DATA] + f->offset + FEATURE_PTI / 32 * 4;
	uint8_t word[4];

	if (!g->anchors[ANCHOR_CPU_DATA] || !f->size || FEATURE_PTI / 8 >= f->size ||
	    guest_virt_read(o->memory, &g->paging, at, word, sizeof(word)))
		return;
	g->facts.pti_known = true;
	g->facts.pti = le_get32(word) >> FEATURE_PTI % 32 & 1;
}

static void find_tasks(struct opening *o)
{
	struct guest_linux *g = o->g;
	int lacks = guest_layout_lacks(&g->layout, task_needs,
				       sizeof(task_needs) / sizeof(*task_needs));

	find_stack_size(g);
	find_pti(o);
	if (lacks >= 0)
		lack(o, "no processes: its kernel has no %s", guest_field_name(lacks));
	else if (!g->anchors[ANCHOR_INIT_TASK])
		lack(o, "no processes: its kernel's symbols lack init_task");
	else if (!g->facts.pti_known)
		lack(o, "no processes: whether page tables are split (PTI) is not known");
	else if (!g->facts.stack_size)
		lack(o, "no processes: the size of stacks is not known");
	else
		g->facts.tasks = true;
}

static void find_modules(struct opening *o)
{
	struct guest_linux *g = o->g;
	int lacks = guest_modules_lack(g), error;

	if (lacks >= 0) {
		lack(o, "no modules: its kernel has no %s", guest_field_name(lacks));
		return;
	}
	error = guest_linux_modules(g, o->memory);
	if (error == -ENOTSUP) /* a kernel without any */
		return;
	if (error < 0)
		lack(o, "no modules: %s", error_text(error));
}

/* The page tables that stay when the process whose CR3 it was ends. */
static int find_root(struct opening *o)
{
	struct guest_linux *g = o->g;
	struct guest_place place;
	int error;

	if (!g->anchors[ANCHOR_TOP_PGT])
		return -ENOENT;
	error = guest_virt_find(o->memory, &g->paging, g->anchors[ANCHOR_TOP_PGT], &place);
	if (error)
		return error;
	g->paging.root = place.gpa;
	return 0;
}

/* ---- All of it ---- */

static uint64_t read_number(struct opening *o, uint64_t va)
{
	uint8_t b[8];

	return va && !guest_virt_read(o->memory, &o->g->paging, va, b, 8) ? le_get64(b) : 0;
}

/*
 * Where all memory is mapped in a row, which may be by pages of 4 KiB: no table of these has to be
 * read. Believed if the root itself is where it then should be.
 */
static void find_direct(struct opening *o)
{
	struct guest_paging *p = &o->g->paging;
	uint64_t from = read_number(o, o->g->anchors[ANCHOR_PAGE_OFFSET]);
	uint64_t to = read_number(o, o->g->anchors[ANCHOR_VMALLOC]);
	struct guest_place place;

	if (!from || to < from || guest_virt_find(o->memory, p, from + p->root, &place) ||
	    place.gpa != p->root)
		return;
	p->direct = from;
	p->direct_bytes = to - from;
}

/* With symbols alone a kernel is known, with nothing behind it that has to be told. */
static int look_behind_symbols(struct opening *o)
{
	int error = find_root(o);

	find_banner(o);
	find_build_id(o);
	if (error == -EFAULT)
		return error; /* page tables of user mode, which show but a part of the kernel */
	if (error) {
		lack(o, "no processes: its kernel's symbols lack init_top_pgt");
		return 0;
	}
	find_direct(o);
	if (find_layout(o)) {
		find_tasks(o);
		find_modules(o);
	}
	return 0;
}

static int look_at_image(struct opening *o)
{
	int error = read_symbols(o);

	if (!error)
		return look_behind_symbols(o);
	find_banner(o);
	if (error != -ENOENT || !*o->g->facts.banner)
		return error;
	lack(o, "no symbols: its kernel has no kallsyms that is known");
	return 0;
}

static void forget(struct guest_linux *g)
{
	guest_symbols_release(&g->symbols);
	guest_symbols_release(&g->module_symbols);
	free(g->images);
	g->images = NULL;
	g->nimages = 0;
	g->facts = (struct guest_linux_facts){ 0 };
	memset(g->anchors, 0, sizeof(g->anchors));
	g->layout = (struct guest_layout){ 0 };
}

static int look_from(struct opening *o, uint64_t cr3, uint64_t cr4)
{
	int error;

	forget(o->g);
	o->message[0] = 0;
	guest_paging_init(&o->g->paging, cr3, cr4);
	o->g->facts.levels = o->g->paging.levels;
	error = guest_window_open(&o->window, o->memory, &o->g->paging);
	if (!error)
		error = look_at_image(o);
	guest_window_release(&o->window);
	return error;
}

static bool is_other(int error)
{
	return error == -ENOENT || error == -EFAULT;
}

/*
 * Where page tables are split, the kernel begins and ends on those of user mode, which are bit 12
 * away from its own; elsewhere that bit is one of the address.
 */
static int look(struct opening *o, uint64_t cr3, uint64_t cr4)
{
	int error = -ENOENT;

	if (cr3 & PTI_USER_ROOT)
		error = look_from(o, cr3 & ~PTI_USER_ROOT, cr4);
	if (is_other(error))
		error = look_from(o, cr3, cr4);
	return error;
}

static int tell(struct opening *o, int error)
{
	if (!error)
		return 0;
	o->message[0] = 0;
	if (error == -ENOENT)
		lack(o, "no Linux kernel is where one would be; it has not booted, or is another");
	else
		lack(o, "the kernel cannot be read: %s", error_text(error));
	return error;
}

int guest_linux_open(struct guest_linux **out, struct guest_memory *m, uint64_t cr3, uint64_t cr4,
		     uint64_t efer, char message[static GUEST_LINUX_MESSAGE])
{
	struct opening o = { .g = calloc(1, sizeof(*o.g)), .memory = m, .message = message };
	int error = -ENOMEM;

	message[0] = 0;
	if (o.g && efer & EFER_LMA && cr4 & CR4_PAE)
		error = look(&o, cr3, cr4);
	else if (o.g)
		error = -ENOENT;
	error = tell(&o, error);
	if (error)
		guest_linux_free(o.g);
	else
		*out = o.g;
	return error;
}

void guest_linux_free(struct guest_linux *g)
{
	if (!g)
		return;
	forget(g);
	free(g);
}

const struct guest_linux_facts *guest_linux_facts(const struct guest_linux *g)
{
	return &g->facts;
}

/* The same bytes where they were; unmapped, they are another kernel's. */
static int compare(struct guest_linux *g, struct guest_memory *m, uint64_t va, const char *text)
{
	size_t n = strlen(text);
	uint8_t bytes[sizeof(g->facts.banner)];
	struct guest_place place;
	int error = guest_virt_find(m, &g->paging, va, &place);

	if (error)
		return error == -EFAULT ? -ESTALE : error;
	error = guest_virt_read(m, &g->paging, va, bytes, n);
	return error ? error : memcmp(bytes, text, n) ? -ESTALE : 0;
}

int guest_linux_same(struct guest_linux *g, struct guest_memory *m)
{
	const struct guest_field_place *comm = &g->layout.fields[FIELD_TASK_COMM];
	int error = 0;

	guest_paging_forget(&g->paging);
	if (*g->facts.banner)
		error = compare(g, m, g->anchors[ANCHOR_BANNER], g->facts.banner);
	if (!error && g->facts.tasks)
		error = compare(g, m, g->anchors[ANCHOR_INIT_TASK] + comm->offset, "swapper");
	return error;
}

/* ---- Images ---- */

uint32_t guest_linux_images(const struct guest_linux *g)
{
	return g->nimages;
}

const struct guest_linux_image *guest_linux_image(const struct guest_linux *g, uint32_t image)
{
	return &g->images[image].image;
}

void guest_linux_symbol(const struct guest_linux *g, uint32_t image, uint32_t n,
			struct guest_linux_symbol *symbol)
{
	const struct guest_symbols *s = image ? &g->module_symbols : &g->symbols;
	const struct guest_symbol_row *row = &s->rows[g->images[image].first + n];

	*symbol = (struct guest_linux_symbol){
		.address = row->address,
		.size = row->size,
		.name = s->text + row->name,
		.type = row->type,
	};
}
