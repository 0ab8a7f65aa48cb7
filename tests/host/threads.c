/* SPDX-License-Identifier: GPL-2.0 */
/* A process of six threads that sleep, and its child, which spins in user mode. */
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

static void *sleeper(void *number)
{
	char name[16];

	snprintf(name, sizeof(name), "worker-%ld", (long)number);
	prctl(PR_SET_NAME, name);
	for (;;)
		pause();
}

int main(void)
{
	pthread_t thread;

	for (long i = 0; i < 5; i++)
		pthread_create(&thread, NULL, sleeper, (void *)i);
	if (fork())
		for (;;)
			pause();
	prctl(PR_SET_NAME, "spinner");
	for (volatile unsigned int i = 0;; i++)
		;
}
