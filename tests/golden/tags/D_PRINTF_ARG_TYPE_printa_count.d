BEGIN
{
	@ = count();
	printa("%@ld", @);
}
