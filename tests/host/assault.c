/* SPDX-License-Identifier: GPL-2.0 */
/*
 * assault: what hostile asks for one after the other, this does at once: maps are cut, moved and
 * handed to the kernel, descriptors are sent away, every call is made at random from many threads,
 * and the module is unloaded and loaded meanwhile. Prints TAP without a plan. To be run as root
 * while a guest runs: assault MODULE [SECONDS]. The kernel's log is the other half of the verdict.
 */
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "hostile.h"

#define PAGE 4096
#define THREADS 4

/* -- maps */

static char *map_data(int fd, int prot)
{
	return map(fd, 0, VMTRACE_DATA, RING, prot, MAP_SHARED);
}

static void cut_maps(void)
{
	int fd = running(O_CLOEXEC);
	char *data = map_data(fd, PROT_READ), *moved;
	volatile char *control =
		map(fd, 0, VMTRACE_CONTROL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);

	verdict(mremap(data, 0, RING, MREMAP_MAYMOVE) == MAP_FAILED, "a map cannot be doubled");
	verdict(mremap(data, RING, RING, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL) == MAP_FAILED,
		"nor moved and kept");
	verdict(mremap(data, PAGE, RING + PAGE, MREMAP_MAYMOVE) == MAP_FAILED,
		"nor a part of it grow");
	verdict(!munmap(data + 2 * PAGE, 3 * PAGE) && !munmap(data + RING - PAGE, PAGE),
		"parts of it can go");
	moved = mremap(data + 8 * PAGE, 4 * PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	verdict(moved != MAP_FAILED, "a part can shrink");
	verdict(!mprotect(data, PAGE, PROT_NONE) && !mprotect(data, PAGE, PROT_READ) &&
			mprotect(data, PAGE, PROT_READ | PROT_WRITE) == -1 &&
			mprotect(data, PAGE, PROT_READ | PROT_EXEC) == -1,
		"a part can be hidden, but neither written nor executed");
	verdict(mprotect((void *)control, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) == -1,
		"nor can the control page be executed");
	for (int advice = 0; advice < 30; advice++)
		madvise(data, 2 * PAGE, advice);
	*control = 1;
	verdict(ended(fd) == VMTRACE_RUNNING, "the session runs on");
	close(fd);
	*control = 2;
	munmap(data, RING); /* a map that is left pins the module */
	munmap(moved, 2 * PAGE);
	munmap((void *)control, PAGE);
}

/* The kernel itself reads and writes at a map's addresses. */
static void lend_maps(void)
{
	int fd = running(O_CLOEXEC), zero = open("/dev/zero", O_RDONLY), p[2];
	char *data = map_data(fd, PROT_READ);
	char *control = map(fd, 0, VMTRACE_CONTROL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);
	FILE *sink = tmpfile();

	if (zero < 0 || !sink || pipe(p))
		err(1, "files");
	verdict(fails(read(zero, data, PAGE), EFAULT), "the kernel writes no data page for us");
	verdict(read(zero, control, PAGE) == PAGE, "but the control page");
	verdict(write(fileno(sink), data, RING) == RING, "and reads data pages");
	verdict(write(p[1], data, PAGE) == PAGE, "into a pipe, too");
	verdict(fails(ioctl(fd, VMTRACE_ROUND, data), EFAULT) || errno == EINVAL,
		"a call whose struct is in the ring");
	close(fd);
	verdict(write(fileno(sink), data, RING) == RING, "the same behind the session's end");
	fclose(sink);
	close(zero);
	close(p[0]);
	close(p[1]);
	munmap(data, RING);
	munmap(control, PAGE);
}

static volatile char *forked;

static bool read_forked(int unused)
{
	char sum = 0;

	for (size_t i = 0; i < RING; i += PAGE)
		sum += forked[i];
	usleep(100000);
	return sum || true;
}

static void fork_maps(void)
{
	int fd = running(O_CLOEXEC);
	pid_t child;

	forked = map_data(fd, PROT_READ);
	if (madvise((void *)forked, RING, MADV_DOFORK))
		err(1, "MADV_DOFORK");
	child = fork();
	if (!child)
		_exit(!read_forked(-1));
	close(fd);
	munmap((void *)forked, RING);
	verdict(waitpid(child, NULL, 0) == child && nobody_holds(),
		"a child with maps holds nothing");
}

/* -- descriptors */

static bool send_fd(int socket, int fd)
{
	char byte = 0, room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec io = { &byte, 1 };
	struct msghdr m = {
		.msg_iov = &io, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	return sendmsg(socket, &m, 0) == 1;
}

static int receive_fd(int socket)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	struct iovec io = { &byte, 1 };
	struct msghdr m = {
		.msg_iov = &io, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room)
	};
	int fd;

	if (recvmsg(socket, &m, 0) != 1 || !CMSG_FIRSTHDR(&m))
		return -1;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
	return fd;
}

static bool take_fd(int socket)
{
	struct vmtrace_setup setup = good_setup();
	int fd = receive_fd(socket);

	return fd >= 0 && fails(ioctl(fd, VMTRACE_SETUP, &setup), EPERM) && ended(fd) == -1 &&
	       map_data(fd, PROT_READ) == MAP_FAILED && errno == EPERM && !close(fd);
}

static void send_away(void)
{
	int fd = running(O_CLOEXEC), pair[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		err(1, "socketpair");
	verdict(send_fd(pair[0], fd) && in_child(take_fd, pair[1]),
		"who gets a descriptor may only close it");
	verdict(ended(fd) == VMTRACE_RUNNING, "which ends nothing");
	verdict(send_fd(pair[0], fd) && !close(fd) && nobody_holds(),
		"a descriptor under way holds no session");
	fd = receive_fd(pair[1]);
	verdict(fd >= 0 && ended(fd) == VMTRACE_END_OWNER, "and arrives without one");
	close(fd);
	fd = running(O_CLOEXEC);
	verdict(!close(dup(fd)) && ended(fd) == VMTRACE_END_OWNER, "to close a duplicate ends it");
	close(fd);
	close(pair[0]);
	close(pair[1]);
}

static int share_memory(void *arg)
{
	return ended(*(int *)arg) == VMTRACE_RUNNING ? 0 : 1;
}

/* A process of its own with our memory: its calls are ours, its end is not. */
static void share(void)
{
	static char stack[65536];
	int fd = running(O_CLOEXEC), status;
	pid_t child = clone(share_memory, stack + sizeof(stack), CLONE_VM | SIGCHLD, &fd);

	verdict(waitpid(child, &status, 0) == child && !status && ended(fd) == VMTRACE_RUNNING,
		"a process that shares our memory");
	close(fd);
}

static void fork_storm(void)
{
	int fd = running(O_CLOEXEC);

	for (int i = 0; i < 200; i++)
		if (!fork()) {
			if (i & 1)
				close(fd);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	verdict(ended(fd) == VMTRACE_RUNNING, "200 children with the descriptor");
	close(fd);
}

/* -- sizes */

static void huge_rings(void)
{
	struct vmtrace_setup s = good_setup();
	bool refused = true;
	int fds[4];

	s.ring_bytes = VMTRACE_MAX_RING;
	for (int i = 0; i < 4; i++) {
		fds[i] = device(O_CLOEXEC);
		refused &= !ioctl(fds[i], VMTRACE_SETUP, &s) || errno == ENOMEM;
	}
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	verdict(refused && nobody_holds(), "the largest rings: taken or ENOMEM");
}

/* Every size of every struct, at the end of the memory that is there. */
static void odd_structs(void)
{
	char *pages =
		mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = device(O_CLOEXEC);
	bool good = true;

	munmap(pages + 2 * PAGE, PAGE);
	for (int nr = 0; nr < 256; nr++) {
		for (uint32_t size = 0; size <= PAGE + 8;
		     size += nr < 0xd0 || nr > 0xd3 ? 777 : 1) {
			uint32_t *at = (uint32_t *)(pages + 2 * PAGE - (size < 4 ? 4 : size));

			*at = size;
			good &= ioctl(fd, _IOC(3, VMTRACE_IOC, nr, size & 0x3fff), at) <= 0;
			at = (uint32_t *)(pages + 2 * PAGE - 4);
			*at = size;
			good &= size < 8 ||
				fails(ioctl(fd, VMTRACE_SETUP, at), size > PAGE ? EINVAL : EFAULT);
		}
	}
	verdict(good, "structs of every size, some of them cut off");
	munmap(pages, 2 * PAGE);
	close(fd);
}

/* -- everything at once */

static uint64_t deadline; /* of the storm */
static int shared_fds[4];

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void random_call(int fd, unsigned int *seed)
{
	struct vmtrace_setup setup = good_setup();
	struct vmtrace_round round = { .size = sizeof(round) };
	struct vmtrace_stop stop = { .size = sizeof(stop) };
	uint32_t junk[2048];
	size_t size;
	void *at;

	switch (rand_r(seed) % 10) {
	case 0:
		if (rand_r(seed) % 2)
			((char *)&setup)[4 + rand_r(seed) % (sizeof(setup) - 4)] = rand_r(seed);
		ioctl(fd, VMTRACE_SETUP, &setup);
		break;
	case 1:
	case 2:
		start(fd);
		break;
	case 3:
		ioctl(fd, VMTRACE_ROUND, &round);
		break;
	case 4:
		ioctl(fd, VMTRACE_STOP, &stop);
		break;
	case 5:
	case 6:
		size = rand_r(seed) % 2 ? RING : PAGE;
		at = map(fd, rand_r(seed) % 2, rand_r(seed) % 3, size, rand_r(seed) % 4,
			 MAP_SHARED);
		if (at != MAP_FAILED)
			munmap(at, size);
		break;
	case 7:
		for (size_t i = 0; i < sizeof(junk) / sizeof(*junk); i++)
			junk[i] = rand_r(seed);
		junk[0] = rand_r(seed) % 6000;
		ioctl(fd, _IOC(3, VMTRACE_IOC, 0xd0 + rand_r(seed) % 4, junk[0] & 0xfff), junk);
		break;
	case 8:
		ioctl(fd, VMTRACE_ROUND, (void *)(~0UL << rand_r(seed) % 64));
		break;
	default:
		usleep(rand_r(seed) % 1000);
	}
}

/* One thread of several: calls on descriptors that all of them close and open. */
static void *storm(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	int *slot, fd;

	while (now() < deadline) {
		slot = &shared_fds[rand_r(&seed) % 4];
		if (rand_r(&seed) % 20) {
			random_call(__atomic_load_n(slot, __ATOMIC_RELAXED), &seed);
			continue;
		}
		fd = __atomic_exchange_n(slot, -1, __ATOMIC_RELAXED);
		if (fd >= 0)
			close(fd);
		fd = open(VMTRACE_DEVICE, O_RDWR | O_CLOEXEC);
		fd = __atomic_exchange_n(slot, fd, __ATOMIC_RELAXED);
		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

static void storms(uint64_t until)
{
	pthread_t threads[THREADS];

	deadline = until;
	memset(shared_fds, -1, sizeof(shared_fds));
	for (uintptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, storm, (void *)(i + 1)))
			err(1, "threads");
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4; i++)
		if (shared_fds[i] >= 0)
			close(shared_fds[i]);
}

static int load(const char *module)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		err(1, "%s", module);
	ret = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	return ret;
}

/* Short storms in one process, while another takes the module away and brings it back. */
static void unloads(const char *module, uint64_t until)
{
	pid_t child = fork();
	int gone = 0;

	if (!child) {
		for (int n = 0; now() < until; n++) {
			storms(now() + n % 7 * 1000000);
			usleep(n % 5 * 2000);
		}
		_exit(0);
	}
	while (now() < until) {
		usleep(gone % 3 * 200);
		if (syscall(SYS_delete_module, "vmtrace", O_NONBLOCK))
			continue;
		gone++;
		usleep(gone % 5 * 200);
		if (load(module))
			err(1, "%s", module);
	}
	waitpid(child, NULL, 0);
	verdict(!access(VMTRACE_DEVICE, F_OK) && nobody_holds(), "calls against unloads");
	verdict(gone > 0, "and there were unloads");
	printf("# unloaded %d times\n", gone);
}

int main(int argc, char **argv)
{
	uint64_t span = (argc > 2 ? atoi(argv[2]) : 2) * 1000000000ULL;

	if (argc < 2)
		errx(1, "usage: assault MODULE [SECONDS]");
	cut_maps();
	lend_maps();
	fork_maps();
	send_away();
	share();
	fork_storm();
	huge_rings();
	odd_structs();
	storms(now() + span);
	verdict(nobody_holds(), "calls at random from many threads");
	unloads(argv[1], now() + span);
	return 0;
}
