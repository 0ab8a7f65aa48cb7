/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/code_site.h"

#include "format/vmt_tables.h"

#define NO_REASON UINT32_MAX
#define FORMS 3

/* Reasons: APM vol. 2, appendix C; SDM vol. 3, appendix C. Opcodes: SDM vol. 2. */
static const struct site {
	uint32_t svm, vmx[2];
	bool prefixed; /* an operand-size or repeat prefix may stand before it */
	uint8_t n, opcodes[FORMS][3], masks[FORMS][3];
} sites[] = {
#define ONE          \
	{            \
		0xff \
	}
#define TWO                \
	{                  \
		0xff, 0xff \
	}
#define THREE                    \
	{                        \
		0xff, 0xff, 0xff \
	}
	/* HLT */
	{ 0x78, { 12, NO_REASON }, false, 1, { { 0xf4 } }, { ONE } },
	/* CPUID */
	{ 0x72, { 10, NO_REASON }, false, 2, { { 0x0f, 0xa2 } }, { TWO } },
	/* RDMSR, WRMSR */
	{ 0x7c, { 31, 32 }, false, 2, { { 0x0f, 0x32 }, { 0x0f, 0x30 } }, { TWO, TWO } },
	/* IN, OUT, INS, OUTS */
	{ 0x7b,
	  { 30, NO_REASON },
	  true,
	  1,
	  { { 0xe4 }, { 0xec }, { 0x6c } },
	  { { 0xfc }, { 0xfc }, { 0xfc } } },
	/* VMMCALL, VMCALL: KVM writes the one over the other */
	{ 0x81,
	  { 18, NO_REASON },
	  false,
	  3,
	  { { 0x0f, 0x01, 0xd9 }, { 0x0f, 0x01, 0xc1 } },
	  { THREE, THREE } },
	/* RDTSC */
	{ 0x6e, { 16, NO_REASON }, false, 2, { { 0x0f, 0x31 } }, { TWO } },
	/* RDTSCP */
	{ 0x87, { 51, NO_REASON }, false, 3, { { 0x0f, 0x01, 0xf9 } }, { THREE } },
	/* RDPMC */
	{ 0x6f, { 15, NO_REASON }, false, 2, { { 0x0f, 0x33 } }, { TWO } },
	/* WBINVD */
	{ 0x89, { 54, NO_REASON }, false, 2, { { 0x0f, 0x09 } }, { TWO } },
	/* INVD */
	{ 0x76, { 13, NO_REASON }, false, 2, { { 0x0f, 0x08 } }, { TWO } },
	/* PAUSE */
	{ 0x77, { 40, NO_REASON }, false, 2, { { 0xf3, 0x90 } }, { TWO } },
	/* MONITOR, MWAIT */
	{ 0x8a, { 39, NO_REASON }, false, 3, { { 0x0f, 0x01, 0xc8 } }, { THREE } },
	{ 0x8b, { 36, NO_REASON }, false, 3, { { 0x0f, 0x01, 0xc9 } }, { THREE } },
	/* XSETBV */
	{ 0x8d, { 55, NO_REASON }, false, 3, { { 0x0f, 0x01, 0xd1 } }, { THREE } },
};
#define NSITES (int)(sizeof(sites) / sizeof(*sites))
_Static_assert(sizeof(sites) / sizeof(*sites) <= CODE_SITE_KINDS, "kinds");

int code_site_kind(uint8_t isa, uint32_t reason)
{
	for (int k = 0; k < NSITES; k++) {
		const struct site *s = &sites[k];

		if (isa == VMT_ISA_SVM ? s->svm == reason
				       : s->vmx[0] == reason || s->vmx[1] == reason)
			return k;
	}
	return -1;
}

static bool is_prefix(unsigned char byte)
{
	return byte == 0x66 || byte == 0xf2 || byte == 0xf3;
}

static bool has_form(const struct site *s, int form, const unsigned char *bytes)
{
	for (uint8_t i = 0; i < s->n; i++)
		if ((bytes[i] & s->masks[form][i]) != s->opcodes[form][i])
			return false;
	return s->masks[form][0];
}

bool code_site_is(int kind, const unsigned char *bytes, size_t n)
{
	const struct site *s = &sites[kind];

	for (int i = 0; s->prefixed && i < 2 && n && is_prefix(*bytes); i++, bytes++)
		n--;
	for (int form = 0; n >= s->n && form < FORMS; form++)
		if (has_form(s, form, bytes))
			return true;
	return false;
}
