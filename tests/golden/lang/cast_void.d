BEGIN
{
	x = 1;
	(void)x;
	(void)strlen("a");
	printf("%d\n", x);
	exit(0);
}
