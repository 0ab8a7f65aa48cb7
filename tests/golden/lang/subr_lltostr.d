BEGIN
{
	printf("%s %s %s\n", lltostr(0), lltostr(123), lltostr(-45));
	printf("%s %s\n", lltostr(0x7fffffffffffffff), lltostr((int64_t)1 << 63));
	exit(0);
}
