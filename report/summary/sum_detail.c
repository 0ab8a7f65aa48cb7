/* SPDX-License-Identifier: GPL-2.0 */
#include "report/summary/sum_detail.h"
#include "report/vmregs.h"

void detail_columns_init(struct detail_columns *d, const struct vmt_table *t)
{
	d->rax = vmt_table_register(t, VMREG_RAX);
	d->rcx = vmt_table_register(t, VMREG_RCX);
	d->address = vmt_table_register(t, VMREG_GUEST_PHYSICAL);
	d->qualification = vmt_table_register(t, VMREG_VM_EXIT_QUALIFICATION);
	d->info = vmt_table_register(t, VMREG_SVM_EXITINFO1);
}

static uint8_t access_none(uint64_t info)
{
	return 0;
}

static uint8_t access_read(uint64_t info)
{
	return 'r';
}

static uint8_t access_write(uint64_t info)
{
	return 'w';
}

/* SVM, MSR: bit 0 is a write */
static uint8_t access_bit0_write(uint64_t info)
{
	return info & 1 ? 'w' : 'r';
}

/* SVM, IOIO: bit 0 is IN; VMX: bit 3 */
static uint8_t access_bit0_in(uint64_t info)
{
	return info & 1 ? 'r' : 'w';
}

static uint8_t access_bit3_in(uint64_t info)
{
	return info & 8 ? 'r' : 'w';
}

/* A page fault's error code: bit 1 a write, bit 4 a fetch */
static uint8_t access_fault(uint64_t info)
{
	return info & 0x10 ? 'x' : info & 2 ? 'w' : 'r';
}

/* SDM vol. 3, table 28-7: bit 1 a write, bit 2 a fetch */
static uint8_t access_ept(uint64_t info)
{
	return info & 4 ? 'x' : info & 2 ? 'w' : 'r';
}

#define AT(member) offsetof(struct detail_columns, member)

/* APM vol. 2, 15.10 to 15.25 and SDM vol. 3, 28.2.1: where the number is, and how accessed. */
static const struct rule {
	uint8_t isa, kind, shift;
	uint32_t reason;
	size_t number;
	uint64_t mask; /* of the number, shifted */
	size_t info;   /* what access is told by */
	uint8_t (*access)(uint64_t info);
} rules[] = {
	{ VMT_ISA_SVM, SUM_MSR, 0, 0x7c, AT(rcx), UINT32_MAX, AT(info), access_bit0_write },
	{ VMT_ISA_SVM, SUM_PORT, 16, 0x7b, AT(info), 0xffff, AT(info), access_bit0_in },
	{ VMT_ISA_SVM, SUM_CPUID, 0, 0x72, AT(rax), UINT32_MAX, AT(rax), access_none },
	{ VMT_ISA_SVM, SUM_PAGE, 12, 0x400, AT(address), UINT64_MAX, AT(info), access_fault },
	{ VMT_ISA_VMX, SUM_MSR, 0, 31, AT(rcx), UINT32_MAX, AT(rcx), access_read },
	{ VMT_ISA_VMX, SUM_MSR, 0, 32, AT(rcx), UINT32_MAX, AT(rcx), access_write },
	{ VMT_ISA_VMX, SUM_PORT, 16, 30, AT(qualification), 0xffff, AT(qualification),
	  access_bit3_in },
	{ VMT_ISA_VMX, SUM_CPUID, 0, 10, AT(rax), UINT32_MAX, AT(rax), access_none },
	{ VMT_ISA_VMX, SUM_PAGE, 12, 48, AT(address), UINT64_MAX, AT(qualification), access_ept },
	{ VMT_ISA_VMX, SUM_PAGE, 12, 49, AT(address), UINT64_MAX, AT(address), access_none },
};

static int column(const struct detail_columns *d, size_t member)
{
	return *(const int *)((const char *)d + member);
}

bool detail_of(const struct detail_columns *d, uint8_t isa, uint32_t reason,
	       const struct replay_row *row, uint64_t keys[4])
{
	for (uint32_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];
		bool valid, informed;
		uint64_t info;

		if (r->isa != isa || r->reason != reason)
			continue;
		keys[1] = r->kind;
		keys[2] = replay_value(row, column(d, r->number), &valid) >> r->shift & r->mask;
		info = replay_value(row, column(d, r->info), &informed);
		keys[3] = informed ? r->access(info) : 0;
		return valid;
	}
	return false;
}

/* Names of Linux's msr-index.h and kvm_para.h, of PC hardware and of QEMU's devices. */
static const struct name {
	uint8_t kind;
	uint32_t first, last;
	const char *name;
} names[] = {
	{ SUM_MSR, 0x10, 0x10, "TSC" },
	{ SUM_MSR, 0x11, 0x11, "KVM_WALL_CLOCK" },
	{ SUM_MSR, 0x12, 0x12, "KVM_SYSTEM_TIME" },
	{ SUM_MSR, 0x1b, 0x1b, "APIC_BASE" },
	{ SUM_MSR, 0x3b, 0x3b, "TSC_ADJUST" },
	{ SUM_MSR, 0x48, 0x48, "SPEC_CTRL" },
	{ SUM_MSR, 0x49, 0x49, "PRED_CMD" },
	{ SUM_MSR, 0x8b, 0x8b, "UCODE_REV" },
	{ SUM_MSR, 0xc1, 0xc8, "PERFCTR" },
	{ SUM_MSR, 0xfe, 0xfe, "MTRRcap" },
	{ SUM_MSR, 0x10a, 0x10a, "ARCH_CAPABILITIES" },
	{ SUM_MSR, 0x140, 0x140, "MISC_FEATURES_ENABLES" },
	{ SUM_MSR, 0x174, 0x174, "SYSENTER_CS" },
	{ SUM_MSR, 0x175, 0x175, "SYSENTER_ESP" },
	{ SUM_MSR, 0x176, 0x176, "SYSENTER_EIP" },
	{ SUM_MSR, 0x179, 0x179, "MCG_CAP" },
	{ SUM_MSR, 0x186, 0x18d, "EVNTSEL" },
	{ SUM_MSR, 0x1a0, 0x1a0, "MISC_ENABLE" },
	{ SUM_MSR, 0x1d9, 0x1d9, "DEBUGCTL" },
	{ SUM_MSR, 0x200, 0x26f, "MTRR" },
	{ SUM_MSR, 0x277, 0x277, "PAT" },
	{ SUM_MSR, 0x2ff, 0x2ff, "MTRRdefType" },
	{ SUM_MSR, 0x400, 0x47f, "MCi" },
	{ SUM_MSR, 0x6e0, 0x6e0, "TSC_DEADLINE" },
	{ SUM_MSR, 0x80b, 0x80b, "X2APIC_EOI" },
	{ SUM_MSR, 0x830, 0x830, "X2APIC_ICR" },
	{ SUM_MSR, 0x832, 0x832, "X2APIC_LVTT" },
	{ SUM_MSR, 0x838, 0x838, "X2APIC_TMICT" },
	{ SUM_MSR, 0x83f, 0x83f, "X2APIC_SELF_IPI" },
	{ SUM_MSR, 0x800, 0x8ff, "X2APIC" },
	{ SUM_MSR, 0x40000000, 0x400001ff, "HV_X64" },
	{ SUM_MSR, 0x4b564d00, 0x4b564d00, "KVM_WALL_CLOCK_NEW" },
	{ SUM_MSR, 0x4b564d01, 0x4b564d01, "KVM_SYSTEM_TIME_NEW" },
	{ SUM_MSR, 0x4b564d02, 0x4b564d02, "KVM_ASYNC_PF_EN" },
	{ SUM_MSR, 0x4b564d03, 0x4b564d03, "KVM_STEAL_TIME" },
	{ SUM_MSR, 0x4b564d04, 0x4b564d04, "KVM_PV_EOI_EN" },
	{ SUM_MSR, 0x4b564d05, 0x4b564d05, "KVM_POLL_CONTROL" },
	{ SUM_MSR, 0x4b564d06, 0x4b564d06, "KVM_ASYNC_PF_INT" },
	{ SUM_MSR, 0x4b564d07, 0x4b564d07, "KVM_ASYNC_PF_ACK" },
	{ SUM_MSR, 0xc0000080, 0xc0000080, "EFER" },
	{ SUM_MSR, 0xc0000081, 0xc0000081, "STAR" },
	{ SUM_MSR, 0xc0000082, 0xc0000082, "LSTAR" },
	{ SUM_MSR, 0xc0000083, 0xc0000083, "CSTAR" },
	{ SUM_MSR, 0xc0000084, 0xc0000084, "SYSCALL_MASK" },
	{ SUM_MSR, 0xc0000100, 0xc0000100, "FS_BASE" },
	{ SUM_MSR, 0xc0000101, 0xc0000101, "GS_BASE" },
	{ SUM_MSR, 0xc0000102, 0xc0000102, "KERNEL_GS_BASE" },
	{ SUM_MSR, 0xc0000103, 0xc0000103, "TSC_AUX" },
	{ SUM_MSR, 0xc0000104, 0xc0000104, "AMD64_TSC_RATIO" },
	{ SUM_MSR, 0xc0010000, 0xc0010007, "K7_PERF" },
	{ SUM_MSR, 0xc0010015, 0xc0010015, "K7_HWCR" },
	{ SUM_MSR, 0xc0010117, 0xc0010117, "VM_HSAVE_PA" },
	{ SUM_MSR, 0xc001011f, 0xc001011f, "VIRT_SPEC_CTRL" },
	{ SUM_MSR, 0xc0010200, 0xc001020b, "F15H_PERF" },
	{ SUM_MSR, 0xc0011029, 0xc0011029, "F10H_DECFG" },
	{ SUM_PORT, 0x20, 0x21, "PIC" },
	{ SUM_PORT, 0x40, 0x43, "PIT" },
	{ SUM_PORT, 0x60, 0x60, "i8042 data" },
	{ SUM_PORT, 0x61, 0x61, "port B" },
	{ SUM_PORT, 0x64, 0x64, "i8042 command" },
	{ SUM_PORT, 0x70, 0x71, "RTC" },
	{ SUM_PORT, 0x80, 0x80, "POST" },
	{ SUM_PORT, 0x92, 0x92, "port A" },
	{ SUM_PORT, 0xa0, 0xa1, "PIC" },
	{ SUM_PORT, 0x170, 0x177, "IDE 2" },
	{ SUM_PORT, 0x1f0, 0x1f7, "IDE 1" },
	{ SUM_PORT, 0x2e8, 0x2ef, "COM4" },
	{ SUM_PORT, 0x2f8, 0x2ff, "COM2" },
	{ SUM_PORT, 0x3b0, 0x3df, "VGA" },
	{ SUM_PORT, 0x3e8, 0x3ef, "COM3" },
	{ SUM_PORT, 0x3f8, 0x3ff, "COM1" },
	{ SUM_PORT, 0x402, 0x402, "debugcon" },
	{ SUM_PORT, 0x4d0, 0x4d1, "ELCR" },
	{ SUM_PORT, 0x510, 0x51b, "fw_cfg" },
	{ SUM_PORT, 0x600, 0x67f, "ACPI" },
	{ SUM_PORT, 0xb000, 0xb03f, "ACPI" },
	{ SUM_PORT, 0xcf8, 0xcfb, "PCI address" },
	{ SUM_PORT, 0xcfc, 0xcff, "PCI data" },
	{ SUM_CPUID, 0x0, 0x0, "vendor" },
	{ SUM_CPUID, 0x1, 0x1, "family, features" },
	{ SUM_CPUID, 0x2, 0x2, "caches" },
	{ SUM_CPUID, 0x4, 0x4, "caches" },
	{ SUM_CPUID, 0x5, 0x5, "MONITOR" },
	{ SUM_CPUID, 0x6, 0x6, "power" },
	{ SUM_CPUID, 0x7, 0x7, "features" },
	{ SUM_CPUID, 0xa, 0xa, "PMU" },
	{ SUM_CPUID, 0xb, 0xb, "topology" },
	{ SUM_CPUID, 0xd, 0xd, "XSAVE" },
	{ SUM_CPUID, 0x15, 0x15, "TSC ratio" },
	{ SUM_CPUID, 0x1f, 0x1f, "topology" },
	{ SUM_CPUID, 0x40000000, 0x400000ff, "hypervisor" },
	{ SUM_CPUID, 0x80000000, 0x80000000, "last leaf" },
	{ SUM_CPUID, 0x80000001, 0x80000001, "features" },
	{ SUM_CPUID, 0x80000002, 0x80000004, "brand" },
	{ SUM_CPUID, 0x80000005, 0x80000006, "caches" },
	{ SUM_CPUID, 0x80000007, 0x80000007, "power, RAS" },
	{ SUM_CPUID, 0x80000008, 0x80000008, "address sizes" },
	{ SUM_CPUID, 0x8000000a, 0x8000000a, "SVM" },
	{ SUM_CPUID, 0x8000001d, 0x8000001d, "caches" },
	{ SUM_CPUID, 0x8000001e, 0x8000001e, "topology" },
	{ SUM_CPUID, 0x8000001f, 0x8000001f, "SEV" },
	{ SUM_PAGE, 0xfec00, 0xfec00, "IOAPIC" },
	{ SUM_PAGE, 0xfed00, 0xfed00, "HPET" },
	{ SUM_PAGE, 0xfee00, 0xfee00, "APIC" },
};

const char *detail_name(enum sum_kind kind, uint64_t number)
{
	for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].kind == kind && number >= names[i].first && number <= names[i].last)
			return names[i].name;
	return "";
}
