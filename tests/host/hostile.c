/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hostile: a user of /dev/vmtrace who asks for what cannot be, and dies in every way. Prints
 * TAP without a plan. To be run as root while a guest runs.
 */
#include <poll.h>
#include <stddef.h>
#include <sys/eventfd.h>

#include "hostile.h"

/* -- who may */

static bool open_unprivileged(int fd)
{
	return !setresuid(65534, 65534, 65534) && fails(open(VMTRACE_DEVICE, O_RDWR), EACCES);
}

static bool ioctl_is_refused(int fd)
{
	struct vmtrace_stop s = { .size = sizeof(s) };

	return fails(ioctl(fd, VMTRACE_STOP, &s), EPERM) &&
	       map(fd, 0, VMTRACE_HEAD, 4096, PROT_READ, MAP_SHARED) == MAP_FAILED &&
	       errno == EPERM;
}

static bool close_it(int fd)
{
	return !close(fd);
}

static void who_may(void)
{
	int fds[4], i;

	verdict(in_child(open_unprivileged, -1), "without CAP_PERFMON: EACCES");
	for (i = 0; i < 4; i++)
		fds[i] = device(O_CLOEXEC);
	verdict(fails(open(VMTRACE_DEVICE, O_RDWR), EBUSY), "the fifth session: EBUSY");
	verdict(atoi(holders()) == getpid() && strlen(holders()) > 6, "the holders are named");
	for (i = 0; i < 4; i++)
		close(fds[i]);
	verdict(nobody_holds(), "nobody holds a closed session");
	fds[0] = running(O_CLOEXEC);
	verdict(in_child(ioctl_is_refused, fds[0]), "from another mm: EPERM");
	verdict(in_child(close_it, fds[0]) && ended(fds[0]) == VMTRACE_RUNNING,
		"a child's close does not end the session");
	close(fds[0]);
}

/* -- calls */

static void calls(void)
{
	char big[8192] = { 0 };
	struct vmtrace_stop stop = { .size = sizeof(stop) };
	struct vmtrace_start s = { .size = 4 };
	struct vmtrace_setup setup = good_setup();
	int fd = device(O_CLOEXEC);

	verdict(fails(start(fd), EINVAL) && ended(fd) == -1 && errno == EINVAL &&
			fails(ioctl(fd, VMTRACE_STOP, &stop), EINVAL),
		"calls before SETUP: EINVAL");
	verdict(map(fd, 0, VMTRACE_HEAD, 4096, PROT_READ, MAP_SHARED) == MAP_FAILED &&
			errno == EINVAL,
		"a map before SETUP: EINVAL");
	verdict(fails(ioctl(fd, _IO(VMTRACE_IOC, 1)), ENOTTY), "an unknown call: ENOTTY");
	verdict(fails(ioctl(fd, VMTRACE_SETUP, NULL), EFAULT), "no struct: EFAULT");
	verdict(fails(read(fd, big, 8), EINVAL) && fails(write(fd, big, 8), EINVAL),
		"read and write: EINVAL");
	memcpy(big, &setup, sizeof(setup));
	((struct vmtrace_setup *)big)->size = sizeof(setup) + 64;
	big[sizeof(setup) + 63] = 1;
	verdict(fails(ioctl(fd, VMTRACE_SETUP, big), E2BIG), "a longer struct, not zero: E2BIG");
	big[sizeof(setup) + 63] = 0;
	verdict(!ioctl(fd, VMTRACE_SETUP, big), "a longer struct, zero: taken");
	verdict(fails(ioctl(fd, VMTRACE_SETUP, &setup), EINVAL), "SETUP twice: EINVAL");
	verdict(fails(ioctl(fd, VMTRACE_START, &s), EINVAL), "a struct of 4 bytes: EINVAL");
	s.size = 8;
	verdict(!ioctl(fd, VMTRACE_START, &s) && s.abi == VMTRACE_ABI && !s.regs_version,
		"a short struct gets what fits");
	verdict(fails(start(fd), EINVAL), "START twice: EINVAL");
	verdict(!ioctl(fd, VMTRACE_STOP, &stop) && stop.ended == VMTRACE_END_STOP, "STOP");
	verdict(!ioctl(fd, VMTRACE_STOP, &stop) && ended(fd) == VMTRACE_END_STOP &&
			fails(start(fd), EINVAL),
		"what has ended stays so");
	stop.lost = 8;
	stop.nlost = ~0u;
	verdict(fails(ioctl(fd, VMTRACE_STOP, &stop), EFAULT), "STOP to a bad address: EFAULT");
	close(fd);
}

/* -- SETUP's fields */

static const struct bad_setup {
	const char *name;
	size_t offset, size;
	uint64_t value;
	int error;
} bad_setups[] = {
#define BAD(field, value, error)                                                 \
	{                                                                        \
#field " " #value, offsetof(struct vmtrace_setup, field),        \
			sizeof(((struct vmtrace_setup *)0)->field), value, error \
	}
	BAD(size, 0, EINVAL),
	BAD(size, 1 << 20, EINVAL),
	BAD(flags, 0x80000000, EINVAL),
	BAD(events, 0, EINVAL),
	BAD(events, 8, EINVAL),
	BAD(hz, 0, EINVAL),
	BAD(hz, VMTRACE_MAX_HZ + 1, EINVAL),
	BAD(hz, 0xffffffff, EINVAL),
	BAD(ring_bytes, 0, EINVAL),
	BAD(ring_bytes, 300000, EINVAL),
	BAD(ring_bytes, VMTRACE_MIN_RING / 2, EINVAL),
	BAD(ring_bytes, VMTRACE_MAX_RING * 2, EINVAL),
	BAD(ring_bytes, 0x80000000, EINVAL),
	BAD(watermark, RING + 1, EINVAL),
	BAD(cpus, 8, EFAULT), /* with cpu_words 1 */
	BAD(cpu_words, 0xffffffff, EINVAL),
	BAD(ntgids, VMTRACE_MAX_TGIDS + 1, EINVAL),
	BAD(ntgids, 1, EFAULT), /* at 0 */
	BAD(wakes, 8, EFAULT),	/* with nwakes 1 */
	BAD(nwakes, 0xffffffff, EINVAL),
	BAD(pad, 1, EINVAL),
};

static void bad_fields(void)
{
	uint64_t cpus[1] = { 1 };
	int32_t wakes[1] = { -1 };
	struct vmtrace_setup s;
	char name[80];
	int fd = device(O_CLOEXEC);

	for (size_t i = 0; i < sizeof(bad_setups) / sizeof(bad_setups[0]); i++) {
		const struct bad_setup *b = &bad_setups[i];

		s = good_setup();
		s.cpus = (uintptr_t)cpus;
		s.cpu_words = 1;
		s.wakes = (uintptr_t)wakes;
		s.nwakes = 1;
		memcpy((char *)&s + b->offset, &b->value, b->size);
		snprintf(name, sizeof(name), "%s: %s", b->name,
			 b->error == EINVAL ? "EINVAL" : "EFAULT");
		verdict(fails(ioctl(fd, VMTRACE_SETUP, &s), b->error), name);
	}
	s = good_setup();
	s.cpus = (uintptr_t)cpus;
	s.cpu_words = 1;
	cpus[0] = 0;
	verdict(fails(ioctl(fd, VMTRACE_SETUP, &s), EINVAL), "no CPU: EINVAL");
	cpus[0] = ~0ull;
	wakes[0] = fd;
	s.wakes = (uintptr_t)wakes;
	s.nwakes = 1;
	verdict(fails(ioctl(fd, VMTRACE_SETUP, &s), EINVAL), "what is no eventfd: EINVAL");
	wakes[0] = -1;
	verdict(!ioctl(fd, VMTRACE_SETUP, &s), "after all that, a good SETUP");
	close(fd);
}

/* -- maps */

static bool map_fails(int fd, int cpu, unsigned int part, size_t size, int prot, int flags,
		      int error)
{
	return map(fd, cpu, part, size, prot, flags) == MAP_FAILED && errno == error;
}

static volatile char *inherited;

static bool touch_inherited(int unused)
{
	return *inherited || true;
}

static void maps(void)
{
	int fd = running(O_CLOEXEC);
	char *control, *data, *head;

	control = map(fd, 0, VMTRACE_CONTROL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED);
	head = map(fd, 0, VMTRACE_HEAD, 4096, PROT_READ, MAP_SHARED);
	data = map(fd, 0, VMTRACE_DATA, RING, PROT_READ, MAP_SHARED);
	verdict(control != MAP_FAILED && head != MAP_FAILED && data != MAP_FAILED, "three maps");
	verdict(map_fails(fd, 0, VMTRACE_HEAD, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, EPERM) &&
			map_fails(fd, 0, VMTRACE_DATA, RING, PROT_WRITE, MAP_SHARED, EPERM),
		"a writable head or data: EPERM");
	verdict(fails(mprotect(head, 4096, PROT_READ | PROT_WRITE), EACCES) &&
			fails(mprotect(data, RING, PROT_READ | PROT_WRITE), EACCES),
		"mprotect to writable: EACCES");
	verdict(map_fails(fd, 0, VMTRACE_DATA, RING, PROT_READ | PROT_EXEC, MAP_SHARED, EPERM),
		"an executable map: EPERM");
	verdict(map_fails(fd, 0, VMTRACE_DATA, RING, PROT_READ, MAP_PRIVATE, EINVAL),
		"a private map: EINVAL");
	verdict(map_fails(fd, 0, VMTRACE_DATA, RING / 2, PROT_READ, MAP_SHARED, EINVAL) &&
			map_fails(fd, 0, VMTRACE_DATA, RING * 2, PROT_READ, MAP_SHARED, EINVAL) &&
			map_fails(fd, 0, VMTRACE_CONTROL, 8192, PROT_READ, MAP_SHARED, EINVAL),
		"a map of another size: EINVAL");
	verdict(map_fails(fd, 0, 3, 4096, PROT_READ, MAP_SHARED, EINVAL) &&
			mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096) == MAP_FAILED,
		"a map of what does not exist: EINVAL");
	verdict(map_fails(fd, 1 << 20, VMTRACE_HEAD, 4096, PROT_READ, MAP_SHARED, ENXIO),
		"a map of no CPU: ENXIO");
	verdict(mremap(data, RING, RING * 2, MREMAP_MAYMOVE) == MAP_FAILED, "a map cannot grow");
	inherited = head;
	verdict(!in_child(touch_inherited, -1), "a child does not inherit a map");
	close(fd);
	verdict(nobody_holds() && *(volatile uint64_t *)head, "a map outlives its session");
	munmap(control, 4096);
	munmap(head, 4096);
	munmap(data, RING);
}

/* -- a reader that lies */

static bool ring_is_sane(const uint64_t *data, uint64_t tail, uint64_t head)
{
	const struct vmtrace_rec *rec;

	for (; tail != head; tail += rec->words * 8) {
		rec = (const void *)((const char *)data + tail % RING);
		if (!rec->words || rec->type >= VMTRACE_NR_TYPES || head - tail > RING)
			return false;
	}
	return true;
}

static void lies(void)
{
	static const uint64_t tails[] = { ~0ull, 1, 7, RING - 1, RING, 1ull << 63, ~7ull };
	int fd = running(O_CLOEXEC);
	struct vmtrace_ring_control *control;
	const struct vmtrace_ring_head *head;
	uint64_t *data, at;

	control = map(fd, 0, VMTRACE_CONTROL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED);
	head = map(fd, 0, VMTRACE_HEAD, 4096, PROT_READ, MAP_SHARED);
	data = map(fd, 0, VMTRACE_DATA, RING, PROT_READ, MAP_SHARED);
	for (int i = 0; i < 100; i++) {
		memset(control, rand(), sizeof(*control));
		control->tail += tails[i % (sizeof(tails) / sizeof(tails[0]))] + head->head;
		usleep(2000);
	}
	at = __atomic_load_n(&head->head, __ATOMIC_ACQUIRE);
	control->tail = at;
	usleep(300000);
	verdict(head->head > at, "after a tail that lies, records come again");
	verdict(ring_is_sane(data, at, head->head), "and they are whole");
	close(fd);
	munmap(data, RING);
}

static void wakes(void)
{
	struct vmtrace_setup s = good_setup();
	struct vmtrace_stop stop = { .size = sizeof(stop) };
	struct pollfd p = { .fd = eventfd(0, EFD_CLOEXEC), .events = POLLIN };
	int fd = device(O_CLOEXEC);
	int32_t fds[1] = { p.fd };
	uint64_t n;

	s.wakes = (uintptr_t)fds;
	s.nwakes = 1;
	s.watermark = 4096;
	if (ioctl(fd, VMTRACE_SETUP, &s) || start(fd))
		err(1, "a session");
	verdict(poll(&p, 1, 5000) == 1 && read(p.fd, &n, 8) == 8, "woken at the watermark");
	usleep(100000);
	verdict(poll(&p, 1, 0) == 0, "once for each tail");
	ioctl(fd, VMTRACE_STOP, &stop);
	verdict(poll(&p, 1, 0) == 1, "woken at the end");
	close(fd);
	close(p.fd);
}

/* -- ways to die */

/* Starts a session and a child that inherits it, and exits. */
static bool die_with_heir(int unused)
{
	running(0);
	if (!fork())
		for (;;)
			pause();
	return true;
}

static bool exec_away(int unused)
{
	running(0);
	execlp("sleep", "sleep", "1", NULL);
	return false;
}

static bool be_killed(int unused)
{
	running(0);
	if (!fork())
		for (;;)
			pause();
	return raise(SIGKILL);
}

/* act() in a process group of its own; nobody may hold a session soon after. */
static void dies(bool (*act)(int), const char *name)
{
	pid_t child = fork();
	bool gone = false;

	if (!child) {
		setpgid(0, 0);
		_exit(!act(0));
	}
	usleep(300000);
	for (int i = 0; i < 500 && !gone; i++) {
		gone = nobody_holds();
		usleep(20000);
	}
	verdict(gone, name);
	kill(-child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void deaths(void)
{
	dies(die_with_heir, "the owner's exit ends it though a child holds the file");
	dies(exec_away, "the owner's exec ends it though the file stays open");
	dies(be_killed, "the owner's kill ends it though a child holds the file");
}

int main(void)
{
	who_may();
	calls();
	bad_fields();
	maps();
	lies();
	wakes();
	deaths();
	return 0;
}
