BEGIN
{
	@[1] = sum(10);
	@[2] = sum(20);
	@[3] = sum(30);
	trunc(@, 1);
	printa("%d %@d\n", @);
	exit(0);
}
