int x;

BEGIN
{
	/* a value of the same type is stored whole */
	x = 1 << 32;
	printf("%d\n", x >> 32);
	exit(0);
}
