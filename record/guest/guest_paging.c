/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_paging.h"

#include <string.h>

#include "format/le.h"

#define ADDRESS 0x000ffffffffff000ull /* of an entry: what it leads to */
#define PRESENT 1ull
#define WRITE 2ull
#define LARGE 0x80ull
#define NO_EXECUTE (1ull << 63)
#define CR4_LA57 (1ull << 12)
#define FILLED 1ull

void guest_paging_init(struct guest_paging *p, uint64_t cr3, uint64_t cr4)
{
	p->root = cr3 & ADDRESS;
	p->levels = cr4 & CR4_LA57 ? 5 : 4;
	p->direct_bytes = 0;
	guest_paging_forget(p);
}

void guest_paging_forget(struct guest_paging *p)
{
	for (uint32_t level = 0; level < GUEST_LEVELS; level++)
		for (uint32_t i = 0; i < GUEST_TABLES; i++)
			p->tables[level][i].gpa = 0;
}

/* A table, read whole: its neighbours' entries are wanted soon. */
static int read_table(struct guest_memory *m, struct guest_paging *p, uint32_t level, uint64_t gpa,
		      const struct guest_paging_table **table)
{
	struct guest_paging_table *t = &p->tables[level][(gpa >> 12) % GUEST_TABLES];
	int error;

	*table = t;
	if (t->gpa == (gpa | FILLED))
		return 0;
	t->gpa = 0;
	error = m->read(m, gpa, t->entries, sizeof(t->entries));
	if (!error)
		t->gpa = gpa | FILLED;
	return error;
}

static unsigned int shift_of(uint32_t level)
{
	return 12 + 9 * level;
}

static struct guest_place place_of(uint64_t va, uint64_t entry, uint32_t level)
{
	uint64_t inside = (1ull << shift_of(level)) - 1;

	return (struct guest_place){
		.gpa = (entry & ADDRESS & ~inside) | (va & inside),
		.bytes = inside + 1 - (va & inside),
		.writable = entry & WRITE,
		.executable = !(entry & NO_EXECUTE),
	};
}

static bool is_canonical(uint64_t va, uint32_t levels)
{
	int64_t top = (int64_t)va >> (shift_of(levels) - 1);

	return top == 0 || top == -1;
}

int guest_virt_find(struct guest_memory *m, struct guest_paging *p, uint64_t va,
		    struct guest_place *found)
{
	uint64_t gpa = p->root;

	*found = (struct guest_place){ .bytes = GUEST_PAGE - va % GUEST_PAGE };
	if (va - p->direct < p->direct_bytes) {
		found->gpa = va - p->direct;
		found->bytes = p->direct_bytes - found->gpa;
		return 0;
	}
	if (!is_canonical(va, p->levels))
		return -EFAULT;
	for (uint32_t level = p->levels; level-- > 0;) {
		const struct guest_paging_table *t;
		int error = read_table(m, p, level, gpa, &t);
		uint64_t entry;

		if (error) {
			*found = place_of(va, 0, level + 1);
			return error;
		}
		entry = le64toh(t->entries[va >> shift_of(level) & 511]);
		*found = place_of(va, entry, level);
		if (!(entry & PRESENT))
			return -EFAULT;
		if (!level || (level <= 2 && entry & LARGE))
			return 0;
		gpa = entry & ADDRESS;
	}
	return -EFAULT; /* not reached: level 0 has returned */
}

int guest_virt_run(struct guest_memory *m, struct guest_paging *p, uint64_t va, uint64_t n,
		   struct guest_place *run)
{
	struct guest_place next;
	int error = guest_virt_find(m, p, va, run);

	while (!error && run->bytes < n) {
		if (guest_virt_find(m, p, va + run->bytes, &next) ||
		    next.gpa != run->gpa + run->bytes)
			break;
		run->bytes += next.bytes;
	}
	if (!error && run->bytes > n)
		run->bytes = n;
	return error;
}

int guest_virt_read(struct guest_memory *m, struct guest_paging *p, uint64_t va, void *to, size_t n)
{
	while (n) {
		struct guest_place run;
		int error = guest_virt_run(m, p, va, n, &run);

		if (!error)
			error = m->read(m, run.gpa, to, run.bytes);
		if (error)
			return error;
		to = (char *)to + run.bytes;
		va += run.bytes;
		n -= run.bytes;
	}
	return 0;
}
