union u {
	struct { uint8_t lo; uint8_t hi; } b;
	uint16_t w;
} x;

BEGIN
{
	x.w = 0x1234;
	printf("%x %x\n", x.b.hi, x.b.lo);
	exit(0);
}
