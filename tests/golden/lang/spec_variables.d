int n;

BEGIN
{
	s = speculation();
}

BEGIN
{
	/* variables are stored at once */
	speculate(s);
	n = 5;
	printf("%d\n", n);
}

BEGIN
{
	discard(s);
	n++;
}

BEGIN
{
	printf("n is %d\n", n);
	exit(0);
}
