/* SPDX-License-Identifier: GPL-2.0 */
#include "record/pressure.h"

#include "format/vmt.h"

/* Rings wake their reader at half: only above it is the recorder late. */
#define FULL 80
#define CALM 60
/* A step back is taken on trust; one that was wrong costs a step down, so not too often. */
#define CALM_NS 2000000000

/* From slow to fast; those that are no faster than what was asked for are no steps. */
static const int levels[] = { 1, -5, -20, VMT_LEVEL_NONE };
#define NLEVELS (sizeof(levels) / sizeof(levels[0]))

static uint32_t steps(const struct pressure *p)
{
	uint32_t n = 0;

	while (n < NLEVELS && levels[NLEVELS - 1 - n] < p->asked)
		n++;
	return n;
}

void pressure_init(struct pressure *p, int level, uint64_t ns)
{
	*p = (struct pressure){ .asked = level, .calm = ns };
}

int pressure_level(const struct pressure *p)
{
	return p->down ? levels[NLEVELS - steps(p) + p->down - 1] : p->asked;
}

bool pressure_feel(struct pressure *p, uint32_t percent, uint64_t ns)
{
	if (percent > CALM)
		p->calm = ns;
	if (percent >= FULL && p->down < steps(p)) {
		p->down++;
		return true;
	}
	if (!p->down || ns - p->calm < CALM_NS)
		return false;
	p->down--;
	p->calm = ns;
	return true;
}
