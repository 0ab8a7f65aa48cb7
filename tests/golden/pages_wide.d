/* Keys of 64 bits, and the halves and bytes of a register. */
#pragma D option quiet

profile-997
{
	@wide[vmregs[VMX_GUEST_RIP] & ~0xfffull] = count();
	@halves[(int32_t)vmregs[VMX_GUEST_RIP] >> 12, (uint32_t)(vmregs[VMX_GUEST_RIP] >> 32)] =
	    count();
	@bytes[(int8_t)(vmregs[VMX_GUEST_CR3] >> 12), (uint16_t)vmregs[VMX_GUEST_CR3]] = count();
}
