/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"

/* A number of frames: at least 1. */
static void check_frames(struct dcompiler *c, const struct node *call, const struct node *arg,
			 const char *tag)
{
	if (arg && (arg->kind != N_NUMBER || arg->value <= 0))
		dc_fail(c, arg->pos, tag, NULL,
			"%s( ) argument #1 must be a non-zero positive integer constant",
			call->name);
}

void check_stack(struct dcompiler *c, struct node *call)
{
	const struct node *frames = call->right;

	if (frames && frames->next)
		dc_fail(c, call->pos, "D_STACK_PROTO", NULL,
			"%s( ) prototype mismatch: too many arguments", call->name);
	check_frames(c, call, frames, "D_STACK_SIZE");
}

void check_ustack(struct dcompiler *c, struct node *call)
{
	const struct node *frames = call->right, *size = frames ? frames->next : NULL;

	check_frames(c, call, frames, "D_USTACK_FRAMES");
	if (size && (size->kind != N_NUMBER || size->value < 0))
		dc_fail(c, size->pos, "D_USTACK_STRSIZE", NULL,
			"%s( ) argument #2 must be a positive integer constant", call->name);
	if (size && size->next)
		dc_fail(c, call->pos, "D_USTACK_PROTO", NULL,
			"%s( ) prototype mismatch: too many arguments", call->name);
}
