/* SPDX-License-Identifier: GPL-2.0 */
#include "format/clockfix.h"

#include "format/clones.h"

#define NS_PER_SECOND 1000000000ULL
#define MAX_SHIFT 62

typedef __int128 wide;

static uint64_t fix_at(uint64_t ns0, uint32_t mult, uint8_t shift, wide ticks)
{
	return ns0 + (uint64_t)(ticks * mult >> shift);
}

uint64_t vmt_fix_mono(const struct vmt_fix *f, uint64_t time)
{
	return fix_at(f->mono0, f->mono_mult, f->mono_shift, (wide)time - f->time0);
}

uint64_t vmt_fix_real(const struct vmt_fix *f, uint64_t time)
{
	return fix_at(f->real0, f->real_mult, f->real_shift, (wide)time - f->time0);
}

/* Ticks that fit 32 bits give products that fit 64: rows mostly lie that near to time0. */
VMT_CLONES static void fix_rows(uint64_t ns0, uint32_t mult, uint8_t shift, uint64_t time0,
				const uint64_t *times, uint32_t n, uint64_t *ns)
{
	uint64_t most = 0;

	for (uint32_t i = 0; i < n; i++)
		most |= times[i] - time0;
	if (most <= UINT32_MAX && shift < 64)
		for (uint32_t i = 0; i < n; i++)
			ns[i] = ns0 + ((times[i] - time0) * mult >> shift);
	else
		for (uint32_t i = 0; i < n; i++)
			ns[i] = fix_at(ns0, mult, shift, (wide)times[i] - time0);
}

static uint32_t fix_of(const struct vmt_chunk_info *c, uint64_t time)
{
	uint32_t low = 0, high = c->nfixes - 1, mid;

	while (low < high) {
		mid = high - (high - low) / 2;
		if (c->fixes[mid].time0 <= time)
			low = mid;
		else
			high = mid - 1;
	}
	return low;
}

uint64_t vmt_chunk_mono(const struct vmt_chunk_info *c, uint64_t time)
{
	return vmt_fix_mono(&c->fixes[fix_of(c, time)], time);
}

uint64_t vmt_chunk_real(const struct vmt_chunk_info *c, uint64_t time)
{
	return vmt_fix_real(&c->fixes[fix_of(c, time)], time);
}

/* Of rows that begin with this one, how many have its fix. */
static uint32_t same_fix(const struct vmt_chunk_info *c, uint32_t fix, const uint64_t *times,
			 uint32_t n)
{
	uint64_t first = fix ? c->fixes[fix].time0 : 0, i = 0;
	uint64_t last = fix + 1 < c->nfixes ? c->fixes[fix + 1].time0 - 1 : UINT64_MAX;

	if (c->nfixes == 1)
		return n;
	while (i < n && times[i] >= first && times[i] <= last)
		i++;
	return i;
}

void vmt_chunk_mono_rows(const struct vmt_chunk_info *c, const uint64_t *times, uint32_t n,
			 uint64_t *ns)
{
	for (uint32_t i = 0, count; i < n; i += count) {
		uint32_t fix = fix_of(c, times[i]);
		const struct vmt_fix *f = &c->fixes[fix];

		count = same_fix(c, fix, times + i, n - i);
		fix_rows(f->mono0, f->mono_mult, f->mono_shift, f->time0, times + i, count, ns + i);
	}
}

void vmt_chunk_real_rows(const struct vmt_chunk_info *c, const uint64_t *times, uint32_t n,
			 uint64_t *ns)
{
	for (uint32_t i = 0, count; i < n; i += count) {
		uint32_t fix = fix_of(c, times[i]);
		const struct vmt_fix *f = &c->fixes[fix];

		count = same_fix(c, fix, times + i, n - i);
		fix_rows(f->real0, f->real_mult, f->real_shift, f->time0, times + i, count, ns + i);
	}
}

/* ns / ticks as mult / 2^shift, with as many bits as mult has. */
static void set_slope(wide ns, uint64_t ticks, uint32_t *mult, uint8_t *shift)
{
	wide scaled = ns / ticks;
	uint8_t s = 0;

	while (s < MAX_SHIFT && (ns << (s + 1)) / ticks <= UINT32_MAX) {
		s++;
		scaled = (ns << s) / ticks;
	}
	*mult = scaled < UINT32_MAX ? scaled : UINT32_MAX;
	*shift = s;
}

/* The rate that makes up for the error within a round, between half and twice the true one. */
static wide aim(wide rate, wide error)
{
	wide ns = rate + error;

	if (ns < rate / 2)
		return rate / 2;
	return ns > 2 * rate ? 2 * rate : ns;
}

void clockfix_first(struct vmt_fix *f, const struct vmt_clock *start, uint64_t ticks_per_second)
{
	*f = (struct vmt_fix){
		.time0 = start->time,
		.mono0 = start->mono,
		.real0 = start->real,
	};
	set_slope(NS_PER_SECOND, ticks_per_second, &f->mono_mult, &f->mono_shift);
	f->real_mult = f->mono_mult;
	f->real_shift = f->mono_shift;
}

void clockfix_start(struct clockfix *c, const struct vmt_clock *start, uint64_t ticks_per_second)
{
	c->last = *start;
	clockfix_first(&c->fix, start, ticks_per_second);
}

int clockfix_round(struct clockfix *c, const struct vmt_clock *now)
{
	struct vmt_fix *f = &c->fix;
	uint64_t ticks = now->time - c->last.time;
	wide rate = (wide)now->mono - c->last.mono;

	if (now->time < c->last.time || rate < 0)
		return VMT_EINVAL;
	if (!ticks)
		return 0;
	f->mono0 = vmt_fix_mono(f, now->time);
	f->real0 = vmt_fix_real(f, now->time);
	f->time0 = now->time;
	c->last = *now;
	/* The real clock's own difference would count a step as speed. */
	if (rate) {
		set_slope(aim(rate, (wide)now->mono - f->mono0), ticks, &f->mono_mult,
			  &f->mono_shift);
		set_slope(aim(rate, (wide)now->real - f->real0), ticks, &f->real_mult,
			  &f->real_shift);
	}
	return 0;
}
