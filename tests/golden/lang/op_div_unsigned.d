BEGIN
{
	x = (unsigned int)4294967295;
	y = (uint64_t)-1;
	printf("%u %u\n", x / 2, y / 2);
	exit(0);
}
