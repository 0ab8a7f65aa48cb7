BEGIN
{
	/* ^^ evaluates both sides */
	x = 0;
	y = 1;
	r = y ^^ x++;
	printf("%d %d\n", r, x);
	exit(0);
}
