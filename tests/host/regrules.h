/* SPDX-License-Identifier: GPL-2.0 */
/*
 * regrules.h - what each register of vmtrace's table has to be in a row of a step (regguest.h).
 *
 * It is known from the guest's own code, from what KVM tells the VMM of the vCPU, and from what the
 * processor tells any program of the host. A rule that is no SAME or ABSENT says what is left.
 */
#ifndef REGRULES_H
#define REGRULES_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>

struct step {
	uint32_t nr;	 /* REG_NR(state, kind) */
	uint32_t offset; /* of its instruction in the guest's code */
	uint32_t length; /* of that */
};

/* What a row shows */
enum view {
	VIEW_EXIT,   /* the exit that the step's instruction causes */
	VIEW_ENTRY,  /* behind that */
	VIEW_OTHER,  /* another exit, before the instruction has run */
	VIEW_RESUME, /* the entry behind that */
	VIEW_SAMPLE,
	NR_VIEWS
};

enum {
	MSR_STAR,
	MSR_LSTAR,
	MSR_CSTAR,
	MSR_SFMASK,
	MSR_KERNEL_GS,
	MSR_CS,
	MSR_ESP,
	MSR_EIP,
	MSR_PAT,
	MSR_DEBUGCTL,
	NR_MSRS
};

/* What KVM tells of a vCPU in one state */
struct known {
	struct kvm_regs regs;
	struct kvm_sregs sregs;
	struct kvm_debugregs debug;
	uint64_t msrs[NR_MSRS];
	uint64_t xcr0, tsc_offset;
};

struct host {
	bool svm;	    /* else VMX */
	bool nested_paging; /* NPT or EPT */
	/* 0: it does not say */
	uint64_t cr0, fs_base, gdtr, idtr, vmexit, sysenter;
};

struct rule {
	enum {
		SAME,	/* value */
		MASKED, /* register & mask == value */
		AT_MOST,
		ABSENT,
		ANY, /* present; nobody can know */
	} is;
	uint64_t value, mask;
	bool or_absent; /* not every processor has it, or not each time */
};

/* One call for all registers of a step's view: rules[], by the table's bits. */
void reg_rules(struct rule *rules, const struct host *host, const struct known *known,
	       const struct step *step, enum view view);

/* The step's own exit may have two reasons, which may be the same. */
void reg_reasons(const struct host *host, const struct step *step, uint32_t reasons[2]);

uint64_t reg_ip(const struct step *step);
int reg_state(const struct step *step);
int reg_kind(const struct step *step);

/* A GPR by its number, before or behind the instruction; SPIN's RCX is another matter. */
uint64_t reg_gpr(const struct step *step, int gpr, bool behind);

extern const char *const reg_names[];
extern const int reg_count;

#endif
