struct s { uint32_t a : 20; uint32_t b : 20; uint8_t c; } x;

BEGIN
{
	x.a = 0xfffff;
	x.b = 0x12345;
	printf("%x %x %d\n", x.a, x.b, sizeof (x));
	exit(0);
}
