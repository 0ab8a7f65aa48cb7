/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_linux.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/le.h"
#include "record/guest/guest_facts.h"
#include "record/guest/guest_kallsyms.h"
#include "record/guest/guest_modules.h"
#include "record/guest/guest_view.h"
#include "record/guest/guest_window.h"

#define LINKED_TEXT 0xffffffff81000000ull /* __START_KERNEL of x86-64 */
#define EFER_LMA (1ull << 10)
#define CR4_PAE (1ull << 5)
#define BTF_BYTES (32ull << 20)
#define PTI_USER_ROOT 0x1000ull /* arch/x86/include/asm/pgtable.h: PTI_PGTABLE_SWITCH_BIT */

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

static void find_tasks(struct opening *o)
{
	struct guest_linux *g = o->g;
	int lacks = guest_layout_lacks(&g->layout, task_needs,
				       sizeof(task_needs) / sizeof(*task_needs));

	guest_facts_stack_size(g);
	guest_facts_pti(g, o->memory);
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

/* With symbols alone a kernel is known, with nothing behind it that has to be told. */
static int look_behind_symbols(struct opening *o)
{
	int error = find_root(o);

	guest_facts_banner(o->g, &o->window);
	guest_facts_build_id(o->g, &o->window);
	if (error == -EFAULT)
		return error; /* page tables of user mode, which show but a part of the kernel */
	if (error) {
		lack(o, "no processes: its kernel's symbols lack init_top_pgt");
		return 0;
	}
	guest_facts_direct(o->g, o->memory);
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
	guest_facts_banner(o->g, &o->window);
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
	if (!error && g->facts.tasks) {
		guest_facts_pti(g, m);
		error = guest_facts_direct(g, m);
	}
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

const struct guest_symbols *guest_linux_symbols(const struct guest_linux *g, uint32_t image,
						uint32_t *first)
{
	*first = g->images[image].first;
	return image ? &g->module_symbols : &g->symbols;
}
