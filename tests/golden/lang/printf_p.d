BEGIN
{
	printf("%p %p %16p\n", (void *)0xdeadbeef, 255, (char *)16);
	exit(0);
}
