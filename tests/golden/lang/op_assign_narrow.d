uint16_t x;
char c;

BEGIN
{
	x = 0xbeefcafe;
	c = 0x181;
	printf("%x %d\n", x, c);
	exit(0);
}
