BEGIN
{
	x = 3;
	@[x * 2, x > 1 ? "big" : "small", x == 3] = count();
	printa("%d %s %d %@d\n", @);
	exit(0);
}
