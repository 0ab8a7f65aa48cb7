BEGIN
{
	/* an address that no symbol covers */
	printf("%a %a\n", 0x1234, (uintptr_t)0xffff);
	exit(0);
}
