/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/watch.h"

static struct watch w;
static struct trouble t;

static void setup(void)
{
	cr_assert_eq(watch_init(&w, &t), 0, "%s", t.text);
}

static void cleanup(void)
{
	watch_release(&w);
}

/* Until anything but a round happens. */
static uint32_t wait_for(uint32_t events)
{
	uint32_t seen = 0;

	while (!(seen & events))
		seen |= watch_wait(&w);
	return seen;
}

Test(rec_watch, rounds_come_by_time_and_when_poked, .init = setup, .fini = cleanup)
{
	int poke = eventfd(0, EFD_NONBLOCK);

	cr_assert_eq(watch_rounds(&w, 10000000, poke, &t), 0);
	cr_expect_eq(watch_wait(&w), WATCH_ROUND);
	cr_expect_eq(watch_wait(&w), WATCH_ROUND, "again");
	watch_no_rounds(&w);
	cr_assert_eq(watch_rounds(&w, 3600000000000, poke, &t), 0);
	eventfd_write(poke, 1);
	cr_expect_eq(watch_wait(&w), WATCH_ROUND);
}

Test(rec_watch, signals_end_it, .init = setup, .fini = cleanup)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	for (int i = 0; i < 3; i++) {
		kill(getpid(), signals[i]);
		cr_expect_eq(watch_wait(&w), WATCH_SIGNAL);
	}
}

Test(rec_watch, snapshots_are_asked_for_by_signal, .init = setup, .fini = cleanup)
{
	kill(getpid(), SIGUSR2);
	cr_expect_eq(watch_wait(&w), WATCH_SNAPSHOT);
	watch_hangups(&w);
	kill(getpid(), SIGHUP);
	cr_expect_eq(watch_wait(&w), WATCH_SNAPSHOT);
	kill(getpid(), SIGTERM);
	cr_expect_eq(watch_wait(&w), WATCH_SIGNAL);
}

Test(rec_watch, nohup_holds_but_for_ctrl_c)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* as a script's background command has it */
	setup();
	kill(getpid(), SIGHUP);
	kill(getpid(), SIGINT);
	cr_expect_eq(watch_wait(&w), WATCH_SIGNAL);
	cr_expect_eq(watch_rounds(&w, 10000000, -1, &t), 0);
	cr_expect_eq(watch_wait(&w), WATCH_ROUND, "the SIGHUP was no event");
	cleanup();
}

static pid_t child(int seconds)
{
	pid_t pid = fork();

	if (!pid) {
		sleep(seconds);
		_exit(0);
	}
	return pid;
}

Test(rec_watch, the_last_process_ends_it, .init = setup, .fini = cleanup)
{
	uint32_t pids[] = { child(0), child(100) };

	cr_assert_eq(watch_processes(&w, pids, 2, &t), 0);
	waitpid(pids[0], NULL, 0);
	cr_expect_eq(watch_wait(&w), 0, "one is left");
	kill(pids[1], SIGKILL);
	cr_expect_eq(wait_for(WATCH_PROCESSES), WATCH_PROCESSES);
	waitpid(pids[1], NULL, 0);
}

static void *thread_main(void *tid)
{
	*(uint32_t *)tid = gettid();
	pause();
	return NULL;
}

Test(rec_watch, what_is_no_process, .init = setup, .fini = cleanup)
{
	uint32_t gone = child(0);
	volatile uint32_t tid = 0;
	uint32_t id;
	pthread_t thread;

	waitpid(gone, NULL, 0);
	cr_expect_eq(watch_processes(&w, &gone, 1, &t), -1);
	cr_expect(strstr(t.text, "No such process"), "%s", t.text);
	pthread_create(&thread, NULL, thread_main, (void *)&tid);
	while (!tid)
		usleep(1000);
	t.status = 0;
	id = tid;
	cr_expect_eq(watch_processes(&w, &id, 1, &t), -1);
	cr_expect(strstr(t.text, "a thread"), "%s", t.text);
}
