BEGIN
{
	/* char and char are a char: the sum is recorded in one byte */
	a = (char)100;
	b = (char)100;
	printf("%d %d\n", a + b, sizeof (a + b));
	printf("%d\n", a + b > 127);
	exit(0);
}
