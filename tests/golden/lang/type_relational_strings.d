BEGIN
{
	a = "alpha";
	printf("%d %d %d %d\n", a < "beta", a <= "alpha", a > "Alpha", a >= "alphabet");
	exit(0);
}
