/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_rows_put.h"

#include "format/guest_tables.h"
#include "format/vmt_tables.h"
#include "record/row_put.h"

int rows_add_guest_look(struct rows *rows, uint64_t time, uint32_t vm, const struct told_look *l)
{
	struct vmt_stage *stage = rows->stage[REC_GUEST_LOOK];
	int r = ADD(stage, time, vm, l->begin, l->end, l->image, l->tasks, l->reads, l->bytes,
		    l->missing, l->cost);

	r = r ?: add_text(stage, LOOK_TEXT, l->text ?: "", ~0u);
	return end_row(stage, r ?: add_text(stage, LOOK_KERNEL, l->kernel, ~0u));
}

_Static_assert(VMT_GUEST_KTHREAD == GUEST_TASK_KTHREAD && VMT_GUEST_LEADER == GUEST_TASK_LEADER &&
		       VMT_GUEST_IDLE == GUEST_TASK_IDLE,
	       "the file's flags are the reader's");

int rows_add_guest_task(struct rows *rows, uint64_t time, uint32_t vm, const struct guest_entry *e)
{
	struct vmt_stage *stage = rows->stage[REC_GUEST_TASK];
	const struct guest_task *t = &e->task;
	int r = ADD(stage, time, vm, e->number, e->from, t->pid, t->tgid, t->ppid, t->start,
		    t->root, t->user_root, t->stack, t->stack_size, t->flags);

	r = r ?: add_text(stage, GTASK_COMM, t->comm, sizeof(t->comm));
	return end_row(stage, r ?: add_text(stage, GTASK_LEADER, t->leader, sizeof(t->leader)));
}

int rows_add_guest_end(struct rows *rows, uint64_t time, const struct guest_entry *e)
{
	struct vmt_stage *stage = rows->stage[REC_GUEST_END];

	return end_row(stage, ADD(stage, time, e->number, e->until));
}

int rows_add_image(struct rows *rows, uint64_t time, uint32_t vm, const struct kept_image *k,
		   uint64_t slide, bool there)
{
	struct vmt_stage *stage = rows->stage[REC_IMAGE];
	const struct guest_linux_image *i = &k->facts;
	int r = ADD(stage, time, vm, k->number, k->module ? VMT_IMAGE_MODULE : VMT_IMAGE_KERNEL,
		    i->base, there ? i->size : 0, slide, VMT_SLIDE_MEMORY, 0, 0);

	r = r ?: vmt_stage_bytes(stage, IMAGE_BUILD_ID, i->build_id, i->build_id_size);
	return end_row(stage, r ?: add_text(stage, IMAGE_NAME, i->name, sizeof(i->name)));
}
