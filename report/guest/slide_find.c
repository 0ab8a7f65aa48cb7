/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/slide_find.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"
#include "report/guest/code_site.h"
#include "report/vmregs.h"

/* Columns of the table `exit`. */
enum { REASON, VM, FLAGS, RIP, LSTAR, SYSENTER, COLUMNS };

struct reading {
	struct slide_session *out;
	struct vmt_session *session;
	uint8_t isa;
	uint64_t exits;
	struct vmt_scratch *scratch;
	uint64_t *values[COLUMNS]; /* of a chunk, VMT_CHUNK_ROWS each */
	bool has[COLUMNS];
};

void slide_session_release(struct slide_session *s)
{
	for (uint32_t i = 0; i < s->nvms; i++)
		slide_votes_release(&s->vms[i].votes);
	free(s->vms);
	*s = (struct slide_session){ 0 };
}

/* NULL: no such VM can be looked at, or no memory for it. */
static struct slide_vm *vm_of(struct slide_session *s, uint64_t number)
{
	struct slide_vm *p;

	if (!number || number >= SLIDE_VMS)
		return NULL;
	if (number >= s->nvms) {
		p = realloc(s->vms, (number + 1) * sizeof(*p));
		if (!p)
			return NULL;
		memset(p + s->nvms, 0, (number + 1 - s->nvms) * sizeof(*p));
		s->vms = p;
		s->nvms = number + 1;
	}
	s->vms[number].seen = true;
	return &s->vms[number];
}

/* ---- Columns ---- */

/* Absent values read 0. */
static int read_column(struct reading *r, const struct vmt_chunk *chunk, int column,
		       uint64_t *values, bool *has)
{
	struct vmt_view v;
	int rc = column < 0 ? VMT_EABSENT : vmt_chunk_read(chunk, column, r->scratch, &v);

	*has = !rc && v.kind != VMT_BYTES && v.kind != VMT_LISTS;
	if (!*has)
		return rc == VMT_ENOMEM ? rc : 0;
	vmt_view_flatten(&v, 0, v.rows, values);
	for (uint32_t i = 0; v.valid && i < v.rows; i++)
		if (!(v.valid[i / 64] >> i % 64 & 1))
			values[i] = 0;
	return 0;
}

static int read_columns(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t)
{
	const int columns[COLUMNS] = {
		[REASON] = vmt_table_find(t, VMT_C_REASON),
		[VM] = vmt_table_find(t, VMT_C_VM),
		[FLAGS] = vmt_table_find(t, VMT_C_FLAGS),
		[RIP] = vmt_table_register(t, VMREG_RIP),
		[LSTAR] = vmt_table_register(t, VMREG_LSTAR),
		[SYSENTER] = vmt_table_register(t, VMREG_SYSENTER_EIP),
	};
	int rc = 0;

	for (int c = 0; c < COLUMNS && !rc; c++)
		rc = read_column(r, chunk, columns[c], r->values[c], &r->has[c]);
	return rc;
}

/* ---- Rows ---- */

static uint32_t reason_at(const struct reading *r, uint32_t row)
{
	uint32_t reason = r->values[REASON][row];

	return r->isa == VMT_ISA_VMX ? reason & 0xffff : reason;
}

static bool is_guests_own(const struct reading *r, uint32_t row)
{
	const uint8_t others = VMT_FLAG_NESTED | VMT_FLAG_PROTECTED | VMT_FLAG_UNREAD;

	return !r->has[FLAGS] || !(r->values[FLAGS][row] & others);
}

static void vote_entries(const struct reading *r, struct slide_votes *v, uint32_t row)
{
	if (r->has[LSTAR])
		slide_vote_entry(v, SLIDE_LSTAR, r->values[LSTAR][row]);
	if (r->has[SYSENTER])
		slide_vote_entry(v, SLIDE_SYSENTER, r->values[SYSENTER][row]);
}

static int take_exit(struct reading *r, uint32_t row)
{
	int kind = code_site_kind(r->isa, reason_at(r, row)), rc = 0;
	struct slide_vm *vm;

	if (!is_guests_own(r, row))
		return 0;
	vm = vm_of(r->out, r->values[VM][row]);
	if (!vm)
		return 0;
	vote_entries(r, &vm->votes, row);
	if (kind >= 0 && r->has[RIP]) {
		rc = slide_vote(&vm->votes, kind, r->values[RIP][row], 1);
		r->exits++;
	}
	return rc;
}

static int take_exits(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t)
{
	uint32_t rows = vmt_chunk_info(chunk)->rows;
	int rc = r->exits < SLIDE_EXITS ? read_columns(r, chunk, t) : 0;

	if (rc || r->exits >= SLIDE_EXITS || !r->has[REASON] || !r->has[VM])
		return rc;
	for (uint32_t i = 0; i < rows && !rc; i++)
		rc = take_exit(r, i) ? VMT_ENOMEM : 0;
	return rc;
}

static int take_vms(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t)
{
	uint32_t rows = vmt_chunk_info(chunk)->rows;
	int rc = read_column(r, chunk, vmt_table_find(t, VMT_C_VM), r->values[VM], &r->has[VM]);

	for (uint32_t i = 0; !rc && r->has[VM] && i < rows; i++)
		vm_of(r->out, r->values[VM][i]);
	return rc;
}

static int take_images(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t)
{
	uint32_t rows = vmt_chunk_info(chunk)->rows;
	int rc = read_column(r, chunk, vmt_table_find(t, VMT_C_IMAGE), r->values[VM], &r->has[VM]);

	for (uint32_t i = 0; !rc && r->has[VM] && i < rows; i++)
		if (r->values[VM][i] >= r->out->next_image && r->values[VM][i] < UINT32_MAX)
			r->out->next_image = r->values[VM][i] + 1;
	return rc;
}

static int take_chunk(struct reading *r, const struct vmt_chunk *chunk)
{
	static const struct {
		const char *table;
		int (*take)(struct reading *, const struct vmt_chunk *, const struct vmt_table *);
	} tables[] = {
		{ VMT_T_EXIT, take_exits },
		{ VMT_T_VM, take_vms },
		{ VMT_T_IMAGE, take_images },
	};
	const struct vmt_table *t =
		&vmt_session_info(r->session)->tables[vmt_chunk_info(chunk)->table];

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (!strcmp(t->name, tables[i].table))
			return tables[i].take(r, chunk, t);
	return 0;
}

static int take_round(struct reading *r, const struct vmt_round *round)
{
	const struct vmt_round_info *info = vmt_round_info(round);
	int rc = 0;

	for (uint32_t i = 0; i < info->nchunks && !rc; i++)
		rc = take_chunk(r, info->chunks[i]);
	return rc;
}

static int get_memory(struct reading *r)
{
	for (int c = 0; c < COLUMNS; c++) {
		r->values[c] = malloc(VMT_CHUNK_ROWS * sizeof(*r->values[c]));
		if (!r->values[c])
			return VMT_ENOMEM;
	}
	return vmt_scratch_new(&r->scratch);
}

int slide_session_read(struct slide_session *out, struct vmt_session *s)
{
	const struct vmt_session_info *info = vmt_session_info(s);
	const char *isa = vmt_session_fact(s, "isa");
	struct reading r = { .out = out, .session = s };
	struct vmt_round *round;
	int rc;

	*out = (struct slide_session){ .start = info->start.time, .next_image = 1 };
	memcpy(out->id, info->id, sizeof(out->id));
	r.isa = isa && !strcmp(isa, "vmx") ? VMT_ISA_VMX : VMT_ISA_SVM;
	rc = get_memory(&r);
	while (!rc && (rc = vmt_session_round(s, &round)) > 0) {
		rc = take_round(&r, round);
		vmt_round_free(round);
	}
	for (int c = 0; c < COLUMNS; c++)
		free(r.values[c]);
	vmt_scratch_free(r.scratch);
	return rc;
}
