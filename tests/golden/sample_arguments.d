/* A sample has RIP as arg0 in the kernel and as arg1 in user mode, and its delay as arg2. */
#pragma D option quiet

profile-997
{
	@samples[cpl, arg0 == vmregs[VMX_GUEST_RIP], arg1 == vmregs[VMX_GUEST_RIP]] = count();
	@late["least", "sum", "mean"] = min(arg2);
	@sum["least", "sum", "mean"] = sum(arg2);
	@mean["least", "sum", "mean"] = avg(arg2);
}

profile-997
/(arg0 == 0) == (arg1 == 0)/
{
	@samples[cpl, -1, -1] = count();
}

END
{
	printa("cpl %d: %d %d, %@d\n", @samples);
	printa("%s %@d, %s %@d, %s %@d\n", @late, @sum, @mean);
}
