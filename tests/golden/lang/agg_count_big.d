BEGIN
{
	@ = sum(9223372036854775807);
	@ = sum(1);
	printa("%@d\n", @);
	exit(0);
}
