unsigned char c;

BEGIN
{
	c = 254;
	c++;
	printf("%d ", c);
	c++;
	printf("%d\n", c);
	exit(0);
}
