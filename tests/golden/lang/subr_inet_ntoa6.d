in6_addr_t *a;

BEGIN
{
	p = (uint8_t *)alloca(16);
	p[0] = 0xfe;
	p[1] = 0x80;
	p[15] = 1;
	a = (in6_addr_t *)p;
	printf("%s\n", inet_ntoa6(a));
	exit(0);
}
