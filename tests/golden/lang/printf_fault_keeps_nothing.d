BEGIN
{
	printf("lost\n");
	x = 0;
	y = 5;
	printf("%d\n", y / x);
	z = 9;
}

BEGIN
{
	/* what the clause stored before the fault stays */
	printf("%d %d\n", y, z);
	exit(0);
}
