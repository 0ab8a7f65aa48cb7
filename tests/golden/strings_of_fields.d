/* Strings of events in subroutines, keys and comparisons. */
#pragma D option quiet

vm:::exit
{
	@[strjoin(exitname, cpl ? "/user" : "/kernel"), strlen(exitname)] = count();
	@cr3[lltostr(vmregs[VMX_GUEST_CR3], 16)] = count();
}

vm:::exit
/substr(exitname, 0, 1) == "M" || strstr(exitname, "LT") != NULL/
{
	@["M or LT", 0] = count();
}

END
{
	printa("%s %d %@d\n", @);
	trunc(@cr3, 2);
	printa("%s %@d\n", @cr3);
}
