/* SPDX-License-Identifier: GPL-2.0 */
/* What the compiler makes of expressions: widths, signs, order, short cuts. */
#include <criterion/criterion.h>
#include "tests/dctest.h"

#include <string.h>

Test(dc_code, arithmetic_is_folded_in_64_bits)
{
	dctest_body("BEGIN { x = 1 << 32; }", "   0 CONST    r0 4294967296\n"
					      "   1 STORE    r0 x\n"
					      "   2 END     \n");
	dctest_body("BEGIN { x = -7 / 2 + -7 % 4 + (-8 >> 1) + (3 > 2) + !5 + ~0; }",
		    "   0 CONST    r0 9223372036854775798\n"
		    "   1 STORE    r0 x\n"
		    "   2 END     \n");
	dctest_body("BEGIN { x = 1 ? 2 || 0 : 3 ^^ 1; }", "   0 CONST    r0 1\n"
							  "   1 STORE    r0 x\n"
							  "   2 END     \n");
}

/* INT64_MIN / -1 has no 64-bit answer; it wraps as the machine's negation does. */
Test(dc_code, the_one_overflowing_division_wraps)
{
	dctest_body("BEGIN { x = (-0x7fffffffffffffff - 1) / -1; }",
		    "   0 CONST    r0 -9223372036854775808\n"
		    "   1 STORE    r0 x\n"
		    "   2 END     \n");
}

Test(dc_code, unsigned_operands_make_unsigned_operations)
{
	dctest_body("BEGIN { x = timestamp / 3 % 2 >> 1 > 1; }", "   0 FIELD    r0 timestamp\n"
								 "   1 CONST    r1 3\n"
								 "   2 UDIV     r0 r0 r1\n"
								 "   3 CONST    r1 2\n"
								 "   4 UMOD     r0 r0 r1\n"
								 "   5 CONST    r1 1\n"
								 "   6 USHR     r0 r0 r1\n"
								 "   7 CONST    r1 1\n"
								 "   8 ULT      r0 r1 r0\n"
								 "   9 STORE    r0 x\n"
								 "  10 END     \n");
}

Test(dc_code, signed_operands_make_signed_operations)
{
	dctest_body("BEGIN { x = arg0 / pid >= arg1 >> 1; }", "   0 ARG      r0 arg0\n"
							      "   1 FIELD    r1 pid\n"
							      "   2 DIV      r0 r0 r1\n"
							      "   3 ARG      r1 arg1\n"
							      "   4 CONST    r2 1\n"
							      "   5 SHR      r1 r1 r2\n"
							      "   6 LE       r0 r1 r0\n"
							      "   7 STORE    r0 x\n"
							      "   8 END     \n");
}

/* Casts cut; an assignment cuts where the variable is narrower, and only there. */
Test(dc_code, widths)
{
	dctest_body("BEGIN { x = (uint16_t)arg0; }", "   0 ARG      r0 arg0\n"
						     "   1 EXT      r0 r0 u16\n"
						     "   2 STORE    r0 x\n"
						     "   3 END     \n");
	dctest_body("BEGIN { x = (uint32_t)(char)arg0; }", "   0 ARG      r0 arg0\n"
							   "   1 EXT      r0 r0 s8\n"
							   "   2 EXT      r0 r0 u32\n"
							   "   3 STORE    r0 x\n"
							   "   4 END     \n");
	dctest_body("uint16_t x; BEGIN { x = arg0; }", "   0 ARG      r0 arg0\n"
						       "   1 EXT      r0 r0 u16\n"
						       "   2 STORE    r0 x\n"
						       "   3 END     \n");
	dctest_body("int x; BEGIN { x = pid << 20; }", "   0 FIELD    r0 pid\n"
						       "   1 CONST    r1 20\n"
						       "   2 SHL      r0 r0 r1\n"
						       "   3 STORE    r0 x\n"
						       "   4 END     \n");
	dctest_body("int64_t x; BEGIN { x = pid; }", "   0 FIELD    r0 pid\n"
						     "   1 STORE    r0 x\n"
						     "   2 END     \n");
}

/* What is recorded lies within its type. */
Test(dc_code, recorded_values_are_cut)
{
	dctest_body("BEGIN { trace(pid + 1); }", "   0 FIELD    r0 pid\n"
						 "   1 CONST    r1 1\n"
						 "   2 ADD      r0 r0 r1\n"
						 "   3 EXT      r0 r0 s32\n"
						 "   4 ACT      #0 r0\n"
						 "   5 END     \n");
	dctest_body("BEGIN { trace(pid == 1); trace(arg0 + 1); }", "   0 FIELD    r0 pid\n"
								   "   1 CONST    r1 1\n"
								   "   2 EQ       r0 r0 r1\n"
								   "   3 ACT      #0 r0\n"
								   "   4 ARG      r0 arg0\n"
								   "   5 CONST    r1 1\n"
								   "   6 ADD      r0 r0 r1\n"
								   "   7 ACT      #1 r0\n"
								   "   8 END     \n");
}

Test(dc_code, operands_that_cannot_fault_need_no_short_cut)
{
	dctest_body("BEGIN { x = pid && tid == 3; }", "   0 FIELD    r0 pid\n"
						      "   1 BOOL     r0 r0\n"
						      "   2 FIELD    r1 tid\n"
						      "   3 CONST    r2 3\n"
						      "   4 EQ       r1 r1 r2\n"
						      "   5 AND      r0 r0 r1\n"
						      "   6 STORE    r0 x\n"
						      "   7 END     \n");
}

Test(dc_code, operands_that_may_fault_are_cut_short)
{
	dctest_body("BEGIN { x = pid && 1 / tid; }", "   0 FIELD    r0 pid\n"
						     "   1 BOOL     r0 r0\n"
						     "   2 PUSH     r0 ->8\n"
						     "   3 CONST    r1 1\n"
						     "   4 FIELD    r2 tid\n"
						     "   5 DIV      r1 r1 r2\n"
						     "   6 BOOL     r1 r1\n"
						     "   7 MOV      r0 r1\n"
						     "   8 POP     \n"
						     "   9 STORE    r0 x\n"
						     "  10 END     \n");
	dctest_body("BEGIN { x = pid || (y = 1); }", "   0 FIELD    r0 pid\n"
						     "   1 BOOL     r0 r0\n"
						     "   2 NOT      r1 r0\n"
						     "   3 PUSH     r1 ->8\n"
						     "   4 CONST    r2 1\n"
						     "   5 STORE    r2 y\n"
						     "   6 BOOL     r2 r2\n"
						     "   7 MOV      r0 r2\n"
						     "   8 POP     \n"
						     "   9 STORE    r0 x\n"
						     "  10 END     \n");
}

/* A ?: within an arm shares the register of the result. */
Test(dc_code, conditions_nest_without_more_registers)
{
	dctest_body("BEGIN { x = pid ? 1 : tid ? 2 : 3; }", "   0 FIELD    r1 pid\n"
							    "   1 PUSH     r1 ->4\n"
							    "   2 CONST    r1 1\n"
							    "   3 MOV      r0 r1\n"
							    "   4 ELSE     ->13\n"
							    "   5 FIELD    r1 tid\n"
							    "   6 PUSH     r1 ->9\n"
							    "   7 CONST    r1 2\n"
							    "   8 MOV      r0 r1\n"
							    "   9 ELSE     ->12\n"
							    "  10 CONST    r1 3\n"
							    "  11 MOV      r0 r1\n"
							    "  12 POP     \n"
							    "  13 POP     \n"
							    "  14 STORE    r0 x\n"
							    "  15 END     \n");
}

Test(dc_code, strings_compare_as_strings)
{
	dctest_body("BEGIN { x = execname > \"a\"; }", "   0 FIELD    r0 execname\n"
						       "   1 STRING   r1 \"a\"\n"
						       "   2 SLT      r0 r1 r0\n"
						       "   3 STORE    r0 x\n"
						       "   4 END     \n");
	dctest_body("BEGIN { x = execname == NULL; }", "   0 FIELD    r0 execname\n"
						       "   1 CONST    r1 0\n"
						       "   2 SEQ      r0 r0 r1\n"
						       "   3 STORE    r0 x\n"
						       "   4 END     \n");
}

Test(dc_code, steps_give_the_old_value_or_the_new)
{
	dctest_body("BEGIN { y = x++; z = --x; }", "   0 LOAD     r0 x\n"
						   "   1 CONST    r1 1\n"
						   "   2 ADD      r1 r0 r1\n"
						   "   3 STORE    r1 x\n"
						   "   4 STORE    r0 y\n"
						   "   5 LOAD     r0 x\n"
						   "   6 CONST    r1 1\n"
						   "   7 SUB      r1 r0 r1\n"
						   "   8 STORE    r1 x\n"
						   "   9 MOV      r0 r1\n"
						   "  10 STORE    r0 z\n"
						   "  11 END     \n");
}

Test(dc_code, arrays_take_their_keys_in_consecutive_registers)
{
	dctest_body("self int a[int, string]; BEGIN { self->a[pid, execname] += 2; }",
		    "   0 FIELD    r1 pid\n"
		    "   1 FIELD    r2 execname\n"
		    "   2 LOADX    r0 self->a r1\n"
		    "   3 CONST    r3 2\n"
		    "   4 ADD      r0 r0 r3\n"
		    "   5 STOREX   r0 self->a r1\n"
		    "   6 END     \n");
}

Test(dc_code, missing_arguments_of_subroutines_are_filled_in)
{
	dctest_body("BEGIN { trace(lltostr(pid)); }", "   0 FIELD    r1 pid\n"
						      "   1 CONST    r2 10\n"
						      "   2 CALL     r0 lltostr r1\n"
						      "   3 ACT      #0 r0\n"
						      "   4 END     \n");
}

Test(dc_code, registers_of_a_guest_are_numbered_by_constants)
{
	dctest_body(
		"inline int R = VMX_GUEST_CR3; BEGIN { trace(vmregs[R]); trace(vmregs[VM_RAX]); }",
		"   0 VMREG    r0 26626\n"
		"   1 ACT      #0 r0\n"
		"   2 VMREG    r0 65536\n"
		"   3 ACT      #1 r0\n"
		"   4 END     \n");
}

Test(dc_code, pointers_count_what_they_point_to)
{
	dctest_body("int *p; BEGIN { p = p + pid; }", "   0 LOAD     r0 p\n"
						      "   1 FIELD    r1 pid\n"
						      "   2 CONST    r2 4\n"
						      "   3 MUL      r1 r1 r2\n"
						      "   4 ADD      r0 r0 r1\n"
						      "   5 STORE    r0 p\n"
						      "   6 END     \n");
}

/* An inline's arguments stand in its body, cut to the parameters' types. */
Test(dc_code, inlines_with_parameters)
{
	dctest_body("inline int add[char a, int b] = a + b; BEGIN { x = add[arg0, 2]; }",
		    "   0 ARG      r0 arg0\n"
		    "   1 EXT      r0 r0 s8\n"
		    "   2 CONST    r1 2\n"
		    "   3 ADD      r0 r0 r1\n"
		    "   4 STORE    r0 x\n"
		    "   5 END     \n");
	dctest_body("inline string s[int r] = r == 1 ? \"a\" : \"b\"; BEGIN { x = s[2]; }",
		    "   0 STRING   r0 \"b\"\n"
		    "   1 STORE    r0 x\n"
		    "   2 END     \n");
}

/* The guide's program, whole. */
Test(dc_code, guide)
{
	struct dctest t;

	dctest_script(&t,
		      "profile-97hz\n/execname == \"qemu-kvm\"/\n"
		      "{\n\t@[pid, vmregs[VMX_GUEST_CR3]] = count();\n}\n"
		      "tick-10s\n{\n\tprinta(\"%05d 0x%x %@d\\n\", @);\n\texit(0);\n}\n",
		      0, NULL);
	cr_assert(t.program, "%s", t.error.message);
	cr_assert_str_eq(t.listing, "profile-97hz: 1 probe, 2 registers\n"
				    "predicate\n"
				    "   0 FIELD    r0 execname\n"
				    "   1 STRING   r1 \"qemu-kvm\"\n"
				    "   2 SEQ      r0 r0 r1\n"
				    "   3 END     \n"
				    "body\n"
				    "   0 FIELD    r0 pid\n"
				    "   1 VMREG    r1 26626\n"
				    "   2 AGG      @ r0 r2\n"
				    "   3 END     \n"
				    "\n"
				    "tick-10s: 1 probe, 1 registers\n"
				    "body\n"
				    "   0 ACT      #0 r0\n"
				    "   1 CONST    r0 0\n"
				    "   2 ACT      #1 r0\n"
				    "   3 END     \n");
	cr_assert_eq(t.program->nmatched, 2);
	dctest_release(&t);
}
