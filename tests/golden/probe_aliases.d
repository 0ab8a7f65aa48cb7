/* The names of other scripts for exits and entries, with their arguments. */
#pragma D option quiet

sdt:kvm::kvm-vexit
{
	@[probename, arg1] = count();
	@rip = sum(arg0 & 0xfff);
}

vm:::exit
{
	@same = sum(arg1 & 0xfff);
}

kvm-guest-exit, kvm-guest-entry, kvm-vm-entry
{
	@[probename, arg0] = count();
}

END
{
	printa("%s %d: %@d\n", @);
	printa("%@d %@d\n", @rip, @same);
}
