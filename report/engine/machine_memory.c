/* SPDX-License-Identifier: GPL-2.0 */
/* The opcodes that follow addresses: one lane. Memory is little-endian on every machine. */
#include <errno.h>
#include <string.h>

#include "report/engine/machine.h"

static int64_t value_in(const struct machine *m, uint32_t r)
{
	return m->regs[r].col.v[0];
}

static struct memory *memory_of(const struct machine *m)
{
	return m->env.memory;
}

static int give(struct machine *m, uint32_t r, int64_t value)
{
	reg_set_one(m, r, value);
	return 0;
}

/* A register is written on every path, also where its lane ends. */
static int bad_address(struct machine *m, uint32_t r, uint64_t address)
{
	reg_set_one(m, r, 0);
	return machine_fault(m, 0, FAULT_BADADDR, address);
}

int op_peek(struct machine *m, const struct insn *i)
{
	uint32_t bits = i->c & 0xff, unused = 64 - bits;
	uint64_t address = value_in(m, i->b), v = 0;
	const unsigned char *at = memory_at(memory_of(m), address, bits / 8);

	if (!at)
		return bad_address(m, i->a, address);
	for (uint32_t k = bits / 8; k--;)
		v = v << 8 | at[k];
	v <<= unused;
	return give(m, i->a, i->c & 0x100 ? (int64_t)v >> unused : (int64_t)(v >> unused));
}

int op_poke(struct machine *m, const struct insn *i)
{
	uint32_t size = (i->c & 0xff) / 8;
	uint64_t address = value_in(m, i->b), v = value_in(m, i->a);
	unsigned char *at = memory_writable(memory_of(m), address, size);

	if (!at)
		return machine_fault(m, 0, FAULT_BADADDR, address);
	if (!(size & (size - 1)) && address & (size - 1))
		return machine_fault(m, 0, FAULT_BADALIGN, address);
	for (uint32_t k = 0; k < size; k++, v >>= 8)
		at[k] = v;
	return 0;
}

int op_copy(struct machine *m, const struct insn *i)
{
	uint64_t to = value_in(m, i->a), from = value_in(m, i->b), size = m->program->consts[i->c];
	void *target = memory_writable(memory_of(m), to, size);
	const void *source = memory_at(memory_of(m), from, size);

	if (!target || !source)
		return machine_fault(m, 0, FAULT_BADADDR, target ? from : to);
	memmove(target, source, size);
	return 0;
}

int op_textat(struct machine *m, const struct insn *i)
{
	uint64_t address = value_in(m, i->b), size = m->program->consts[i->c], len;
	const struct str *s;
	const char *at;

	if (!address)
		return give(m, i->a, 0);
	size = memory_extent(memory_of(m), address, size < m->env.strsize ? size : m->env.strsize);
	if (!size)
		return bad_address(m, i->a, address);
	at = memory_at(memory_of(m), address, size);
	len = strnlen(at, size);
	s = subr_text(&m->env, at, len);
	return s ? give(m, i->a, value_of_str(s)) : -ENOMEM;
}

int op_textto(struct machine *m, const struct insn *i)
{
	uint64_t address = value_in(m, i->b), size = m->program->consts[i->c], len;
	const struct str *s = str_of_value(value_in(m, i->a));
	char *at = memory_writable(memory_of(m), address, size);

	if (!s || !at)
		return machine_fault(m, 0, FAULT_BADADDR, s ? address : 0);
	len = s->len < size ? s->len : size - 1;
	memcpy(at, s->text, len);
	memset(at + len, 0, size - len);
	return 0;
}

int op_address(struct machine *m, const struct insn *i)
{
	const struct str *s = str_of_value(value_in(m, i->b));
	uint64_t size = m->program->consts[i->c], address;
	int rc;

	if (!s)
		return give(m, i->a, 0);
	if (size < s->len + 1ull)
		size = s->len + 1ull;
	rc = memory_alloca(memory_of(m), size, &address);
	reg_set_one(m, i->a, 0);
	if (rc == -ENOSPC)
		return machine_fault(m, 0, FAULT_NOSCRATCH, 0);
	if (rc)
		return rc;
	memcpy(memory_at(memory_of(m), address, size), s->text, s->len);
	return give(m, i->a, address);
}

int op_literal(struct machine *m, const struct insn *i)
{
	const struct str *s = m->program->strings[i->b];
	uint64_t *address = &m->literals[i->b];

	if (!*address) {
		*address = memory_add(memory_of(m), s->len + 1, false);
		if (!*address)
			return -ENOMEM;
		memcpy(memory_at(memory_of(m), *address, s->len), s->text, s->len);
	}
	return give(m, i->a, *address);
}

int op_bytes(struct machine *m, const struct insn *i)
{
	uint64_t address = value_in(m, i->b), size = m->program->consts[i->c];
	const void *at = memory_at(memory_of(m), address, size);
	struct str *s;

	if (!at)
		return bad_address(m, i->a, address);
	s = strheap_alloc(&m->heap, size);
	if (!s)
		return -ENOMEM;
	memcpy(s->text, at, size);
	return give(m, i->a, value_of_str(s));
}
