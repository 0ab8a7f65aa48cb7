BEGIN
{
	printf("%x %X %#x %#X %08x %-8x|\n", 48879, 48879, 48879, 48879, 48879, 48879);
	printf("%x %x %x %x\n", (char)-1, (short)-1, -1, (int64_t)-1);
	exit(0);
}
