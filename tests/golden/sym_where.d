/* Where the guest's processes are in its kernel, and where in themselves: that has no names. */
profile-997
/cpl == 0/
{
	@functions[ufunc(vmregs[VMX_GUEST_RIP])] = count();
	@modules[umod(arg0), guestproc] = count();
	@places[uaddr(arg0), usym(arg0)] = count();
}

profile-997
/cpl == 3/
{
	@user[func(arg1 & ~0xfffff), mod(arg1 & ~0xfffff)] = count();
}

END
{
	trunc(@functions, 5);
	printa("%-28A %@d\n", @functions);
	trunc(@modules, 3);
	printa("%A 0x%x %@d\n", @modules);
	trunc(@places, 3);
	printa("%A %A %@d\n", @places);
	printa(@user);
}
