struct s { uint64_t a : 40; uint64_t b : 24; } x;

BEGIN
{
	x.a = 0x123456789a;
	x.b = 0xbcdef0;
	printf("%x %x\n", x.a, x.b);
	exit(0);
}
