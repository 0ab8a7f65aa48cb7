/* Of many keys those with the largest and with the smallest values. */
#pragma D option quiet

vm:::exit
{
	@most[vmregs[VMX_GUEST_RIP]] = count();
	@least[vmregs[VMX_GUEST_RIP]] = sum(cpl + 1);
}

END
{
	trunc(@most, 3);
	printa("%x %@d\n", @most);
	trunc(@least, -2);
	printa("%x %@d\n", @least);
}
