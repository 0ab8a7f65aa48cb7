union u { uint32_t w; uint8_t b[4]; uint16_t h[2]; };
union u u;

BEGIN
{
	u.w = 0x11223344;
	printf("%x %x %x %d\n", u.b[0], u.b[3], u.h[1], sizeof (u));
	u.b[0] = 0xff;
	printf("%x\n", u.w);
	exit(0);
}
