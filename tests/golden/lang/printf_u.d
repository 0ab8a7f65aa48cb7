BEGIN
{
	printf("%u %u %u %u\n", 1, (char)-1, (short)-1, -1);
	printf("%u\n", (int64_t)-1);
	exit(0);
}
