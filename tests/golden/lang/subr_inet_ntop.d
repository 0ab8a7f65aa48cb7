BEGIN
{
	p = (uint32_t *)alloca(4);
	*p = htonl(0x0a000005);
	printf("%s\n", inet_ntop(2, p));
	exit(0);
}
