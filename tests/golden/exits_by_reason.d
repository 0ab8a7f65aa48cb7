/* The exits of each reason, and of each at each privilege level. */
#pragma D option quiet

vm:::exit
{
	@reasons[exitname] = count();
	@levels[exitname, cpl] = count();
}
