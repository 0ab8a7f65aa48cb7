#pragma D option aggsortkey

BEGIN
{
	@["b", 2] = count();
	@["a", 3] = count();
	@["a", 1] = count();
	printa("%s %d %@d\n", @);
	exit(0);
}
