BEGIN
{
	p = (int *)0x1000;
	printf("%x %x %p\n", (uint64_t)p, (uint64_t)(p + 1), p);
	printf("%x\n", (uint64_t)((char *)p + 1));
	exit(0);
}
