/* inet_ntoa6() shows a disguised IPv4 address alone; :: stands for what dtrace's loop finds. */
uint8_t *p;

BEGIN
{
	p = (uint8_t *)alloca(16);
	p[0] = 0x20;
	p[1] = 1;
	p[3] = 0xb8;
	p[9] = 1;
	p[15] = 1;
	printf("%s %s\n", inet_ntoa6((in6_addr_t *)p), inet_ntop(AF_INET6, p));
	p[9] = 0;
	p[8] = 1;
	printf("%s\n", inet_ntop(AF_INET6, p));
	p = (uint8_t *)alloca(16);
	p[15] = 2;
	printf("%s %s\n", inet_ntoa6((in6_addr_t *)p), inet_ntop(AF_INET6, p));
	p[12] = 10;
	printf("%s %s\n", inet_ntoa6((in6_addr_t *)p), inet_ntop(AF_INET6, p));
	p[10] = 255;
	p[11] = 255;
	printf("%s %s\n", inet_ntoa6((in6_addr_t *)p), inet_ntop(AF_INET6, p));
	exit(0);
}

/* A zero group counts when it is the first, but not when it is the last. */
BEGIN
{
	p = (uint8_t *)alloca(16);
	p[0] = p[2] = p[4] = p[6] = p[8] = p[10] = p[12] = 1;
	printf("%s\n", inet_ntop(AF_INET6, p));
	p[14] = 1;
	p[0] = 0;
	printf("%s\n", inet_ntop(AF_INET6, p));
}
