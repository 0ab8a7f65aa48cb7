/* SPDX-License-Identifier: GPL-2.0 */
/*
 * regvmm: a VMM whose guest goes through known states of all its registers (regguest.h), and which
 * then says what every register of vmtrace's table has to be in every row of every step:
 *
 *	step NR IP NEXT REASON REASON		what follows is of this step
 *	rule VIEW NR REGISTER RULE		VIEW: exit, entry, other, resume, sample
 *
 * A RULE is =VALUE, &MASK=VALUE, <=VALUE, absent or any; with a ? before it the register may be
 * absent as well. Whenever the guest leaves to here, its GPRs must be what its code has made of
 * them, and its state what it was at the first step in that state.
 */
#include <cpuid.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <asm/prctl.h>
#include <unistd.h>

#include "regguest.h"
#include "regrules.h"

#define MEMORY (4UL << 20)
#define MAX_REGS 512

extern const char regguest_start[], regguest_flat[], regguest_l1[], regguest_l2[];
extern const char regguest_l2_npt[], regguest_end[];
extern const struct step regguest_steps[], regguest_steps_end[];

static const char *const view_names[NR_VIEWS] = { "exit", "entry", "other", "resume", "sample" };

static const uint32_t msr_numbers[NR_MSRS] = {
	[MSR_STAR] = 0xc0000081,
	[MSR_LSTAR] = 0xc0000082,
	[MSR_CSTAR] = 0xc0000083,
	[MSR_SFMASK] = 0xc0000084,
	[MSR_KERNEL_GS] = 0xc0000102,
	[MSR_CS] = 0x174,
	[MSR_ESP] = 0x175,
	[MSR_EIP] = 0x176,
	[MSR_PAT] = 0x277,
	[MSR_DEBUGCTL] = 0x1d9,
};

struct vmm {
	int kvm, vm, vcpu;
	struct kvm_run *run;
	uint8_t *mem;
	struct kvm_cpuid2 *cpuid;
	struct known reset; /* of a new vCPU */
	struct host host;
	struct known known[REG_STATES];
	bool seen[REG_STATES];
};

static int call(int fd, unsigned long request, void *arg, const char *what)
{
	int ret = ioctl(fd, request, arg);

	if (ret < 0)
		err(2, "%s", what);
	return ret;
}

#define CALL(fd, request, arg) call(fd, request, arg, #request)

/*
 * ---- The host ----
 */
static uint64_t kernel_symbol(const char *want)
{
	char line[512], name[256];
	uint64_t address, found = 0;
	FILE *f = fopen("/proc/kallsyms", "r");

	while (f && !found && fgets(line, sizeof(line), f))
		if (sscanf(line, "%" SCNx64 " %*c %255s", &address, name) == 2 &&
		    !strcmp(name, want))
			found = address;
	if (f)
		fclose(f);
	return found;
}

static bool parameter(const char *path)
{
	char c = 0;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || read(fd, &c, 1) != 1)
		err(2, "%s", path);
	close(fd);
	return c == 'Y' || c == '1';
}

/* The descriptor tables' and CR0's are readable to all where there is no UMIP. */
static void host_look(struct host *h)
{
	unsigned int a, b, c, d;
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) gdt, idt;

	__cpuid(0, a, b, c, d);
	h->svm = b != signature_INTEL_ebx;
	h->nested_paging = parameter(h->svm ? "/sys/module/kvm_amd/parameters/npt"
					    : "/sys/module/kvm_intel/parameters/ept");
	h->vmexit = kernel_symbol("vmx_vmexit");
	h->sysenter = kernel_symbol("entry_SYSENTER_compat");
	__cpuid_count(7, 0, a, b, c, d);
	if (c & 1 << 2)
		return;
	asm volatile("sgdt %0" : "=m"(gdt));
	asm volatile("sidt %0" : "=m"(idt));
	asm volatile("smsw %0" : "=r"(h->cr0));
	h->gdtr = gdt.base;
	h->idtr = idt.base;
}

/*
 * ---- The guest ----
 */
static uint64_t descriptor(uint32_t base, uint32_t limit, uint32_t rights)
{
	return (limit & 0xffff) | (uint64_t)(base & 0xffffff) << 16 | (uint64_t)rights << 40 |
	       (uint64_t)(limit >> 16) << 48 | (uint64_t)(base >> 24) << 56;
}

/* Each segment has a base and a limit of its own; rights are in bits 8 to 23 of the upper half. */
static void write_gdt(uint64_t *gdt)
{
	gdt[REG_CS / 8] = descriptor(0, 0xfffff, 0xa09b);
	gdt[REG_SS / 8] = descriptor(0x1000, 0xfffff, 0xc093);
	gdt[REG_ES / 8] = descriptor(0x12345000, 0x6789, 0x40f3);
	gdt[REG_DS / 8] = descriptor(0x0, 0xfedcb, 0xc0f3);
	gdt[REG_USER_CS / 8] = descriptor(0, 0xfffff, 0xa0fb);
	gdt[REG_USER_SS / 8] = descriptor(0x2000, 0xfffff, 0xc0f3);
	gdt[REG_FS / 8] = descriptor(0, 0x1234, 0x50f3);
	gdt[REG_GS / 8] = descriptor(0, 0x5678, 0x40f1);
	gdt[REG_TR / 8] = descriptor(0x8000a000, 0x67, 0x0089);
	gdt[REG_TR / 8 + 1] = 0xffffffff;
	gdt[REG_LDTR / 8] = descriptor(0x8000b000, 0x1f, 0x0082);
	gdt[REG_LDTR / 8 + 1] = 0xffffffff;
}

/* A root for each state: the first 4 MiB at 0 and at REG_HIGH, and the page of REG_MMIO. */
static void map_state(uint8_t *mem, uint64_t root)
{
	uint64_t *pml4 = (uint64_t *)(mem + root), *pdpt = pml4 + 512, *pd = pdpt + 512;
	uint64_t *mmio = pd + 512;

	pml4[0] = pml4[511] = (root + 0x1000) | 7;
	pdpt[0] = pdpt[510] = (root + 0x2000) | 7;
	pdpt[REG_MMIO >> 30] = (root + 0x3000) | 7;
	pd[0] = 0x87; /* present, writable, user; 2 MiB */
	pd[1] = 0x200087;
	mmio[0] = REG_MMIO | 0x87;
}

static bool cpuid_has(const struct vmm *v, uint32_t leaf, uint32_t ecx_bit)
{
	for (uint32_t i = 0; i < v->cpuid->nent; i++)
		if (v->cpuid->entries[i].function == leaf)
			return v->cpuid->entries[i].ecx >> ecx_bit & 1;
	return false;
}

/* All that KVM supports and a leaf that only this VMM can have answered. */
static void set_cpuid(struct vmm *v)
{
	struct kvm_cpuid_entry2 *own;

	v->cpuid = calloc(1, sizeof(*v->cpuid) + 256 * sizeof(v->cpuid->entries[0]));
	if (!v->cpuid)
		err(2, "CPUID table");
	v->cpuid->nent = 255;
	CALL(v->kvm, KVM_GET_SUPPORTED_CPUID, v->cpuid);
	own = &v->cpuid->entries[v->cpuid->nent++];
	*own = (struct kvm_cpuid_entry2){
		.function = REG_LEAF,
		.eax = REG_LEAF_VALUE(0),
		.ecx = REG_LEAF_VALUE(1),
		.edx = REG_LEAF_VALUE(2),
		.ebx = REG_LEAF_VALUE(3),
	};
	CALL(v->vcpu, KVM_SET_CPUID2, v->cpuid);
}

struct msrs {
	struct kvm_msrs head;
	struct kvm_msr_entry entries[NR_MSRS];
};

static struct msrs msr_list(const uint64_t values[NR_MSRS])
{
	struct msrs m = { .head.nmsrs = NR_MSRS };

	for (int i = 0; i < NR_MSRS; i++)
		m.entries[i] = (struct kvm_msr_entry){ .index = msr_numbers[i], .data = values[i] };
	return m;
}

static void ask_kvm(struct vmm *v, struct known *k)
{
	struct kvm_device_attr attr = { .group = KVM_VCPU_TSC_CTRL,
					.attr = KVM_VCPU_TSC_OFFSET,
					.addr = (uintptr_t)&k->tsc_offset };
	struct msrs m = msr_list(v->reset.msrs);
	struct kvm_xcrs xcrs = { 0 };

	memset(k, 0, sizeof(*k)); /* padding too: it is compared */
	CALL(v->vcpu, KVM_GET_REGS, &k->regs);
	CALL(v->vcpu, KVM_GET_SREGS, &k->sregs);
	CALL(v->vcpu, KVM_GET_DEBUGREGS, &k->debug);
	if (CALL(v->vcpu, KVM_GET_MSRS, &m) != NR_MSRS)
		errx(2, "KVM_GET_MSRS does not give all");
	for (int i = 0; i < NR_MSRS; i++)
		k->msrs[i] = m.entries[i].data;
	k->xcr0 = 1; /* without XSAVE */
	if (ioctl(v->vcpu, KVM_GET_XCRS, &xcrs) == 0 && xcrs.nr_xcrs)
		k->xcr0 = xcrs.xcrs[0].value;
	CALL(v->vcpu, KVM_GET_DEVICE_ATTR, &attr);
}

static void vmm_init(struct vmm *v)
{
	struct kvm_userspace_memory_region slot = { .memory_size = MEMORY };
	uint64_t *data;
	bool xsave;

	v->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (v->kvm < 0)
		err(2, "/dev/kvm");
	v->vm = CALL(v->kvm, KVM_CREATE_VM, NULL);
	v->mem = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (v->mem == MAP_FAILED)
		err(2, "guest memory");
	slot.userspace_addr = (uintptr_t)v->mem;
	CALL(v->vm, KVM_SET_USER_MEMORY_REGION, &slot);
	memcpy(v->mem + REG_CODE_GPA, regguest_start, regguest_end - regguest_start);
	for (int state = 0; state < REG_STATES; state++)
		map_state(v->mem, REG_ROOT_GPA * (state + 1));
	v->vcpu = CALL(v->vm, KVM_CREATE_VCPU, NULL);
	v->run = mmap(NULL, CALL(v->kvm, KVM_GET_VCPU_MMAP_SIZE, NULL), PROT_READ | PROT_WRITE,
		      MAP_SHARED, v->vcpu, 0);
	if (v->run == MAP_FAILED)
		err(2, "the vCPU's run page");
	set_cpuid(v);
	ask_kvm(v, &v->reset);
	xsave = cpuid_has(v, 1, 26);
	data = (uint64_t *)(v->mem + REG_DATA_GPA);
	data[REG_DATA_CR4 / 8] = 0x7ac | (xsave ? 1 << 18 : 0); /* PCE, PGE, DE, TSD more */
	data[REG_DATA_XCR0 / 8] = xsave ? 3 : 0;
}

/* What no KVM_SET_SREGS sets, as a new vCPU has it */
static void reset_rest(struct vmm *v)
{
	struct msrs m = msr_list(v->reset.msrs);
	struct kvm_xcrs xcrs = { .nr_xcrs = 1, .xcrs[0].value = v->reset.xcr0 };

	if (CALL(v->vcpu, KVM_SET_MSRS, &m) != NR_MSRS)
		errx(2, "KVM_SET_MSRS does not take all");
	CALL(v->vcpu, KVM_SET_DEBUGREGS, &v->reset.debug);
	if (cpuid_has(v, 1, 26))
		CALL(v->vcpu, KVM_SET_XCRS, &xcrs);
}

static void set_regs(struct vmm *v, uint64_t rip, uint64_t rflags)
{
	struct kvm_regs r = { .rip = rip, .rflags = rflags };
	uint64_t *upper = (uint64_t *)&r.r8;

	for (int gpr = 8; gpr < 16; gpr++)
		upper[gpr - 8] = REG_PATTERN((uint64_t)REG_NR(REG_FLAT, 0), gpr);
	CALL(v->vcpu, KVM_SET_REGS, &r);
}

static uint64_t code_gpa(const char *label)
{
	return REG_CODE_GPA + (label - regguest_start);
}

/* What a guest of the guest starts with (APM vol. 2, appendix B) */
static void write_vmcb(struct vmm *v, int state)
{
	uint8_t *control = v->mem + REG_VMCB_GPA, *save = control + 0x400;
	uint64_t segment[2] = { 0xffffffffULL << 32 | 0xc93 << 16 | REG_SS, 0 };

#define PUT(type, place, value) (*(type *)(place) = (value))
	memset(control, 0, 0x1000);
	PUT(uint32_t, control + 0x10, 3); /* intercepts VMRUN, VMMCALL */
	PUT(uint32_t, control + 0x58, 1); /* ASID */
	if (state == REG_L2_NPT) {
		PUT(uint64_t, control + 0x90, 1);
		PUT(uint64_t, control + 0xb0, REG_ROOT_GPA);
	}
	for (int seg = 0; seg < 4; seg++) /* ES, CS, SS, DS */
		memcpy(save + 16 * seg, segment, sizeof(segment));
	PUT(uint32_t, save + 0x10, 0xa9b << 16 | REG_CS);
	PUT(uint64_t, save + 0x60, 0x1fULL << 32); /* GDTR, IDTR */
	PUT(uint64_t, save + 0x68, REG_HIGH + 0x9a0);
	PUT(uint64_t, save + 0x80, 0x2fULL << 32);
	PUT(uint64_t, save + 0x88, REG_HIGH + 0x9b0);
	PUT(uint64_t, save + 0xd0, 0x1d01);
	PUT(uint64_t, save + 0x148, 0x6a0); /* CR4, CR3, CR0, DR7, DR6, RFLAGS, RIP */
	PUT(uint64_t, save + 0x150, (uint64_t)REG_ROOT_GPA * (state + 1));
	PUT(uint64_t, save + 0x158, 0x80010033);
	PUT(uint64_t, save + 0x160, 0x400);
	PUT(uint64_t, save + 0x168, 0xffff0ff0);
	PUT(uint64_t, save + 0x170, 0x2d3);
	PUT(uint64_t, save + 0x178,
	    REG_HIGH + code_gpa(state == REG_L2 ? regguest_l2 : regguest_l2_npt));
	PUT(uint64_t, save + 0x240, 0x0000246813579bd0); /* CR2 */
#undef PUT
}

/* A state that the VMM makes: without paging, or long mode, be it for a guest's guest. */
static void enter(struct vmm *v, int state)
{
	bool flat = state == REG_FLAT;
	struct kvm_segment code = { .limit = ~0U,
				    .selector = 8,
				    .type = 11,
				    .present = 1,
				    .s = 1,
				    .l = !flat,
				    .db = flat,
				    .g = 1 };
	struct kvm_segment data = {
		.limit = ~0U, .selector = 16, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1
	};
	struct kvm_sregs s = v->reset.sregs;

	write_gdt((uint64_t *)(v->mem + REG_GDT_GPA));
	s.cs = code;
	s.ds = s.es = s.fs = s.gs = s.ss = data;
	s.fs.base = flat ? 0x00123000 : 0x00007f0000001000;
	s.gs.base = flat ? 0x00234000 : 0xffff888000002000;
	s.gdt = (struct kvm_dtable){ .base = flat ? 0x1230 : 0xffffffff80012340, .limit = 0x17 };
	s.idt = (struct kvm_dtable){ .base = flat ? 0x4560 : 0xffffffff80045670, .limit = 0x2f };
	s.cr0 = flat ? 0x33 : 0x80050033; /* PG, AM, WP; NE, ET, MP, PE */
	s.cr3 = flat ? REG_ROOT_GPA * 4 : REG_ROOT_GPA;
	s.cr4 = flat ? 0x600 : 0x620; /* OSXMMEXCPT, OSFXSR, PAE */
	s.cr2 = flat ? 0x13579bd0 : 0x00000bad00c0ffe0;
	s.efer = flat ? 0 : 0x500; /* LMA, LME */
	CALL(v->vcpu, KVM_SET_SREGS, &s);
	if (flat) {
		set_regs(v, code_gpa(regguest_flat), 0xa97);
		return;
	}
	reset_rest(v);
	if (state != REG_LONG)
		write_vmcb(v, state);
	set_regs(v, REG_HIGH + code_gpa(state == REG_LONG ? regguest_start : regguest_l1), 0x247);
}

/* The guest has left at this step: its GPRs are known from its code, its state from before. */
static void check_step(struct vmm *v, const struct step *step)
{
	static const size_t places[16] = {
#define PLACE(name) offsetof(struct kvm_regs, name)
		PLACE(rax), PLACE(rcx), PLACE(rdx), PLACE(rbx), PLACE(rsp), PLACE(rbp),
		PLACE(rsi), PLACE(rdi), PLACE(r8),  PLACE(r9),	PLACE(r10), PLACE(r11),
		PLACE(r12), PLACE(r13), PLACE(r14), PLACE(r15),
	};
	int state = reg_state(step);
	struct known now, *k = &v->known[state];

	ask_kvm(v, &now);
	for (int gpr = 0; gpr < 16; gpr++) {
		uint64_t got = *(uint64_t *)((char *)&now.regs + places[gpr]);

		if (got != reg_gpr(step, gpr, false))
			errx(3, "step %u: GPR %d is %#" PRIx64 ", not %#" PRIx64, step->nr, gpr,
			     got, reg_gpr(step, gpr, false));
	}
	if (now.sregs.cr3 != (uint64_t)REG_ROOT_GPA * (state == REG_USER ? 2 : state + 1))
		errx(3, "step %u: CR3 is %#llx", step->nr, now.sregs.cr3);
	if (!v->seen[state]) {
		v->seen[state] = true;
		*k = now;
	}
	now.regs = k->regs;
	if (memcmp(&now, k, sizeof(now)))
		errx(3, "step %u: another state than at its first step", step->nr);
}

/* The step at which the guest has left: RBP says it. */
static const struct step *step_here(struct vmm *v)
{
	const struct step *step = regguest_steps;
	struct kvm_regs regs;

	CALL(v->vcpu, KVM_GET_REGS, &regs);
	while (step < regguest_steps_end && regs.rbp != REG_STEP + step->nr)
		step++;
	if (step == regguest_steps_end)
		errx(3, "exit %u at %#llx is no step's", v->run->exit_reason, regs.rip);
	return step;
}

/* false: the state is done with */
static bool handle_exit(struct vmm *v)
{
	struct kvm_run *run = v->run;
	uint32_t answer = REG_ANSWER;

	if (run->exit_reason == KVM_EXIT_IO && run->io.port == REG_NEXT_PORT)
		return false;
	if (run->exit_reason == KVM_EXIT_MMIO && run->mmio.phys_addr != REG_MMIO)
		return true;
	check_step(v, step_here(v));
	if (run->exit_reason == KVM_EXIT_IO && run->io.direction == KVM_EXIT_IO_IN)
		memcpy((char *)run + run->io.data_offset, &answer, sizeof(answer));
	else if (run->exit_reason == KVM_EXIT_MMIO && !run->mmio.is_write)
		memcpy(run->mmio.data, &answer, sizeof(answer));
	else if (run->exit_reason != KVM_EXIT_IO && run->exit_reason != KVM_EXIT_MMIO &&
		 run->exit_reason != KVM_EXIT_HLT)
		errx(3, "unexpected exit %u", run->exit_reason);
	return true;
}

static void run_from(struct vmm *v, int state)
{
	enter(v, state);
	do
		while (ioctl(v->vcpu, KVM_RUN, 0))
			if (errno != EINTR)
				err(3, "KVM_RUN");
	while (handle_exit(v));
}

/*
 * ---- The account ----
 */
static void print_rule(const struct rule *r)
{
	fputs(r->or_absent ? "?" : "", stdout);
	if (r->is == SAME)
		printf("=0x%" PRIx64 "\n", r->value);
	else if (r->is == MASKED)
		printf("&0x%" PRIx64 "=0x%" PRIx64 "\n", r->mask, r->value);
	else if (r->is == AT_MOST)
		printf("<=0x%" PRIx64 "\n", r->value);
	else
		puts(r->is == ANY ? "any" : "absent");
}

static void print_step(const struct vmm *v, const struct step *step)
{
	struct rule rules[MAX_REGS];
	uint32_t reasons[2];

	reg_reasons(&v->host, step, reasons);
	printf("step %u 0x%" PRIx64 " 0x%" PRIx64 " 0x%x 0x%x\n", step->nr, reg_ip(step),
	       reg_ip(step) + step->length, reasons[0], reasons[1]);
	for (int view = 0; view < NR_VIEWS; view++) {
		reg_rules(rules, &v->host, &v->known[reg_state(step)], step, view);
		for (int i = 0; i < reg_count; i++) {
			printf("rule %s %u %s ", view_names[view], step->nr, reg_names[i]);
			print_rule(&rules[i]);
		}
	}
}

int main(int argc, char **argv)
{
	static struct vmm v;
	int rounds = argc > 1 ? atoi(argv[1]) : 3;

	if (rounds < 1)
		errx(1, "usage: regvmm [ROUNDS]");
	host_look(&v.host);
	syscall(SYS_arch_prctl, ARCH_GET_FS, &v.host.fs_base);
	vmm_init(&v);
	for (int i = 0; i < rounds; i++) {
		run_from(&v, REG_LONG);
		run_from(&v, REG_FLAT);
		if (cpuid_has(&v, 0x80000001, 2)) { /* SVM */
			run_from(&v, REG_L2);
			if (v.host.nested_paging)
				run_from(&v, REG_L2_NPT);
		}
	}
	for (const struct step *step = regguest_steps; step < regguest_steps_end; step++)
		if (v.seen[reg_state(step)])
			print_step(&v, step);
	return 0;
}
