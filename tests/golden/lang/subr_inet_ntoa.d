BEGIN
{
	p = (ipaddr_t *)alloca(sizeof (ipaddr_t));
	*p = htonl(0x7f000001);
	printf("%s\n", inet_ntoa(p));
	*p = htonl(0xc0a801fe);
	printf("%s\n", inet_ntoa(p));
	exit(0);
}
