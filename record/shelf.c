/* SPDX-License-Identifier: GPL-2.0 */
#include "record/shelf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int shelf_init(struct shelf *s, uint32_t max)
{
	*s = (struct shelf){ .max = max };
	if (!max)
		return 0;
	s->names = calloc(max, sizeof(*s->names));
	return s->names ? 0 : -ENOMEM;
}

void shelf_release(struct shelf *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		free(s->names[(s->oldest + i) % s->max]);
	free(s->names);
	memset(s, 0, sizeof(*s));
}

#define HUNDREDTH 10000000 /* ns */

static void next_hundredth(struct timespec *t)
{
	t->tv_nsec += HUNDREDTH;
	if (t->tv_nsec >= 1000000000) {
		t->tv_nsec -= 1000000000;
		t->tv_sec++;
	}
}

int shelf_name(const char *output, char name[SHELF_NAME])
{
	struct timespec now;
	struct stat st;
	char time[32];
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	for (;; next_hundredth(&now)) {
		strftime(time, sizeof(time), "%Y%m%d%H%M%S", localtime_r(&now.tv_sec, &tm));
		if (snprintf(name, SHELF_NAME, "%s.%s%02ld", output, time,
			     now.tv_nsec / HUNDREDTH) >= SHELF_NAME) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (lstat(name, &st))
			return 0;
	}
}

int shelf_put(struct shelf *s, const char *name)
{
	char *copy;

	if (!s->max)
		return 0;
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	if (s->n == s->max) {
		unlink(s->names[s->oldest]);
		free(s->names[s->oldest]);
		s->oldest = (s->oldest + 1) % s->max;
		s->n--;
	}
	s->names[(s->oldest + s->n++) % s->max] = copy;
	return 0;
}
