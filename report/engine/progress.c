/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/progress.h"

#include <time.h>

#define NS_PER_S 1000000000ull
#define QUIET_NS (NS_PER_S / 2)
#define STEP_NS (NS_PER_S / 10)

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

void progress_init(struct progress *p, bool wanted, uint64_t total)
{
	*p = (struct progress){ .wanted = wanted, .total = total };
	if (wanted)
		p->start = p->last = now_ns();
}

void progress_text(const struct progress *p, uint64_t elapsed, char text[static PROGRESS_LINE])
{
	unsigned __int128 rate = (unsigned __int128)p->events * NS_PER_S / (elapsed ? elapsed : 1);
	uint64_t done = p->bytes < p->total ? p->bytes : p->total, left;
	int n = snprintf(text, PROGRESS_LINE, "%llu events, ", (unsigned long long)p->events);

	if (p->total)
		n += snprintf(text + n, PROGRESS_LINE - n, "%llu%%, ",
			      (unsigned long long)(done * 100 / p->total));
	n += snprintf(text + n, PROGRESS_LINE - n, "%llu a second", (unsigned long long)rate);
	if (!done)
		return;
	left = (unsigned __int128)elapsed * (p->total - done) / done / NS_PER_S + 1;
	snprintf(text + n, PROGRESS_LINE - n, ", %llu s left", (unsigned long long)left);
}

void progress_add(struct progress *p, uint64_t events, uint64_t bytes, FILE *out)
{
	char text[PROGRESS_LINE];
	uint64_t now;

	if (!p->wanted)
		return;
	p->events += events;
	p->bytes += bytes;
	now = now_ns();
	if (now - p->start < QUIET_NS || now - p->last < STEP_NS)
		return;
	p->last = now;
	progress_text(p, now - p->start, text);
	if (!p->shown)
		fflush(out);
	fprintf(stderr, "\r%s\033[K", text);
	p->shown = true;
}

void progress_hide_line(struct progress *p)
{
	fputs("\r\033[K", stderr);
	p->shown = false;
}
