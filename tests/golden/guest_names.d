/* Who ran in a guest whose memory was looked at, and in which function of its kernel. */
#pragma D option quiet

profile-997
{
	@[guestcomm, guestpid, guestfunc] = count();
	@modes[guestcomm == "[unknown]" ? "unknown" : "named", cpl] = count();
}

vm:::exit
/guestpid > 1/
{
	@exits[guestcomm, exitname] = count();
}

END
{
	trunc(@, 20);
	printa("%-12s %4d %-32s %@5d\n", @);
	printa("%s %d %@d\n", @modes);
	trunc(@exits, 10);
	printa("%-12s %-8s %@d\n", @exits);
	printf("%s %d %s\n", guestcomm, guestpid, guestfunc);
}
