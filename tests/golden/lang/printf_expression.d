BEGIN
{
	x = 6;
	printf("%d %d %s\n", x * 7, x > 5, x > 5 ? "big" : "small");
	exit(0);
}
