BEGIN
{
	@[(char)-1] = sum(1);
	@[(char)1] = sum(2);
	printa("%d %@d\n", @);
	exit(0);
}
