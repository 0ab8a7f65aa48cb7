struct f { uint32_t lo : 4; uint32_t mid : 8; uint32_t hi : 20; };
union u { uint32_t w; struct f f; };
union u u;

BEGIN
{
	u.w = 0xabcde123;
	printf("%x %x %x\n", u.f.lo, u.f.mid, u.f.hi);
	u.f.mid = 0;
	printf("%x\n", u.w);
	exit(0);
}
