/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slotcheck: asks the module where VMs' memory lies, of a VMM that is a child of its own and makes
 * and unmakes slots as told. Prints TAP without a plan. To be run as root.
 */
#include <linux/kvm.h>

#include "hostile.h"

#define MANY 600 /* slots: more than a call tells */
#define PAGE 4096ul
#define READONLY_SLOT 7
#define HLT 0xf4

/* ---- The VMM: a byte for each thing to do, a byte back when it is done ---- */

struct vm {
	int fd, vcpu;
	char *mem;
};

static int kvm;
static struct vm vms[2];

/* Every second page of the guest's, so that slots do not meet */
static void vm_slot(const struct vm *vm, uint32_t nr, uint64_t bytes)
{
	struct kvm_userspace_memory_region region = {
		.slot = nr,
		.flags = nr == READONLY_SLOT ? KVM_MEM_READONLY : 0,
		.guest_phys_addr = nr * 2 * PAGE,
		.memory_size = bytes,
		.userspace_addr = (uintptr_t)vm->mem + nr * PAGE,
	};

	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		err(2, "slot %u", nr);
}

static void vm_make(struct vm *vm, char *mem)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs = { .rflags = 2 };

	vm->fd = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		err(2, "KVM_CREATE_VM");
	vm->mem = mem;
	for (uint32_t nr = 0; nr < MANY; nr++)
		vm_slot(vm, nr, PAGE);
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0 || ioctl(vm->vcpu, KVM_GET_SREGS, &sregs))
		err(2, "a vCPU");
	sregs.cs.base = sregs.cs.selector = 0;
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &sregs) || ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		err(2, "a vCPU's registers");
}

static void vm_close(const struct vm *vm)
{
	close(vm->vcpu);
	close(vm->fd);
}

static void vm_run(const struct vm *vm)
{
	struct kvm_regs regs = { .rflags = 2 };

	for (int i = 0; i < 20; i++)
		if (ioctl(vm->vcpu, KVM_SET_REGS, &regs) || ioctl(vm->vcpu, KVM_RUN, 0))
			err(2, "KVM_RUN");
}

static void vmm_obey(char word, char *mem)
{
	switch (word) {
	case 'r': /* both run */
		vm_run(&vms[0]);
		vm_run(&vms[1]);
		break;
	case 'd': /* a slot goes */
		vm_slot(&vms[0], MANY / 2, 0);
		break;
	case 'v': /* of one VM the vCPU's file alone stays */
		close(vms[0].fd);
		break;
	case 'c': /* one VM goes, and another, at its address perhaps, comes */
		vm_close(&vms[0]);
		vm_make(&vms[0], mem);
		break;
	case 'x': /* one goes for good */
		vm_close(&vms[1]);
		break;
	}
}

static void vmm(int words, int answers, char *mem)
{
	char word;

	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		err(2, "/dev/kvm");
	vm_make(&vms[0], mem);
	vm_make(&vms[1], mem);
	while (read(words, &word, 1) == 1) {
		vmm_obey(word, mem);
		if (write(answers, &word, 1) != 1)
			break;
	}
	_exit(0);
}

static pid_t child;
static int to_child, from_child;

static char *vmm_start(void)
{
	char *mem =
		mmap(NULL, MANY * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int words[2], answers[2];

	if (mem == MAP_FAILED || pipe(words) || pipe(answers))
		err(1, "a VMM");
	*mem = HLT;
	child = fork();
	if (!child) {
		close(words[1]);
		close(answers[0]);
		vmm(words[0], answers[1], mem);
	}
	close(words[0]);
	close(answers[1]);
	to_child = words[1];
	from_child = answers[0];
	return mem;
}

static void tell(char word)
{
	if (write(to_child, &word, 1) != 1 || read(from_child, &word, 1) != 1)
		err(1, "the VMM");
}

/* ---- What the module says ---- */

static struct vmtrace_slot slots[2 * MANY];
static uint64_t generation;

/* How many there are in calls of `room` each; -1 with errno. */
static int ask(int fd, uint32_t vm, uint32_t room)
{
	struct vmtrace_slots s = { .size = sizeof(s), .vm = vm };
	int n = 0;

	do {
		s.n = room;
		s.slots = (uintptr_t)(slots + n);
		if (ioctl(fd, VMTRACE_SLOTS, &s))
			return -1;
		n += s.n;
	} while (s.n && n + room <= sizeof(slots) / sizeof(slots[0]));
	generation = s.generation;
	return n;
}

/* Each of the first n once, as vm_slot() made them, but for `gone`. */
static bool slots_are(const char *mem, int n, uint32_t gone)
{
	static bool seen[MANY];

	memset(seen, 0, sizeof(seen));
	for (int i = 0; i < n; i++) {
		const struct vmtrace_slot *s = &slots[i];
		uint64_t nr = s->gpa / (2 * PAGE);

		if (nr >= MANY || seen[nr] || nr == gone || s->gpa % (2 * PAGE) ||
		    s->bytes != PAGE || s->hva != (uintptr_t)mem + nr * PAGE || s->pad ||
		    s->flags != (nr == READONLY_SLOT ? VMTRACE_SLOT_READONLY : 0))
			return false;
		seen[nr] = true;
	}
	return n == MANY - (gone < MANY);
}

static int session(void)
{
	struct vmtrace_setup s = good_setup();
	uint32_t tgid = child;
	int fd = device(O_CLOEXEC);

	s.tgids = (uintptr_t)&tgid;
	s.ntgids = 1;
	verdict(fails(ask(fd, 1, 1), EINVAL), "before SETUP: EINVAL");
	if (ioctl(fd, VMTRACE_SETUP, &s))
		err(1, "a session");
	verdict(fails(ask(fd, 1, 1), EINVAL), "before START: EINVAL");
	if (start(fd))
		err(1, "a session");
	verdict(fails(ask(fd, 1, 1), ESRCH), "a VM that the session has not seen yet: ESRCH");
	return fd;
}

static bool is_refused(int fd)
{
	return fails(ask(fd, 1, 1), EPERM);
}

static void bad_arguments(int fd)
{
	struct vmtrace_slots s = { .size = sizeof(s), .vm = 1, .n = 1, .slots = 8 };

	verdict(fails(ioctl(fd, VMTRACE_SLOTS, &s), EFAULT), "a bad address: EFAULT");
	verdict(fails(ioctl(fd, VMTRACE_SLOTS, NULL), EFAULT), "no struct: EFAULT");
	s.slots = (uintptr_t)slots;
	s.n = 0;
	verdict(fails(ioctl(fd, VMTRACE_SLOTS, &s), EINVAL), "room for none: EINVAL");
	s.n = ~0u;
	verdict(!ioctl(fd, VMTRACE_SLOTS, &s) && s.n > 0 && s.n < MANY, "room without end: some");
	s.start = ~0u;
	verdict(fails(ioctl(fd, VMTRACE_SLOTS, &s), EINVAL), "a start beyond all: EINVAL");
	s.start = VMTRACE_MAX_SLOTS;
	verdict(!ioctl(fd, VMTRACE_SLOTS, &s) && !s.n, "a start behind the last: none");
	s.size = 4;
	verdict(fails(ioctl(fd, VMTRACE_SLOTS, &s), EINVAL), "a struct of 4 bytes: EINVAL");
	verdict(fails(ask(fd, 0, 1), ESRCH) && fails(ask(fd, 1000, 1), ESRCH) &&
			fails(ask(fd, ~0u, 1), ESRCH),
		"numbers of no VM: ESRCH");
	verdict(in_child(is_refused, fd), "another process: EPERM");
}

static void right_slots(int fd, const char *mem)
{
	uint64_t before;

	verdict(slots_are(mem, ask(fd, 1, MANY), MANY), "every slot of one VM");
	verdict(slots_are(mem, ask(fd, 2, 7), MANY), "every slot of another, seven at a time");
	before = generation;
	verdict(slots_are(mem, ask(fd, 2, MANY), MANY) && generation == before,
		"the generation stays");
	ask(fd, 1, MANY);
	before = generation;
	tell('d');
	verdict(slots_are(mem, ask(fd, 1, MANY), MANY / 2) && generation != before,
		"a slot that goes is not told, and the generation is another");
	tell('v');
	verdict(slots_are(mem, ask(fd, 1, MANY), MANY / 2), "a VM of which a vCPU alone is open");
}

static void gone(int fd, const char *mem)
{
	struct vmtrace_stop stop = { .size = sizeof(stop) };
	int n;

	tell('x');
	verdict(fails(ask(fd, 2, 1), ESRCH), "a VM that is gone while its VMM lives: ESRCH");
	tell('c');
	n = ask(fd, 1, MANY);
	verdict(n < 0 ? errno == ESRCH : slots_are(mem, n, MANY),
		"a VM that another has replaced: ESRCH, or that one's at its address");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	verdict(fails(ask(fd, 1, 1), ESRCH), "a VM whose VMM is gone: ESRCH");
	ioctl(fd, VMTRACE_STOP, &stop);
	verdict(fails(ask(fd, 1, 1), EINVAL), "after STOP: EINVAL");
}

int main(void)
{
	char *mem = vmm_start();
	int fd = session();

	tell('r');
	right_slots(fd, mem);
	bad_arguments(fd);
	gone(fd, mem);
	close(fd);
	verdict(nobody_holds(), "nobody holds the session");
	return 0;
}
