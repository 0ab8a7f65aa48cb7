BEGIN
{
	/* unsigned int and int meet as unsigned: the register holds all 64 bits of -6 */
	x = -6;
	u = (uint64_t)2;
	printf("%u\n", x / u);
	printf("%d\n", (long)x / (int)2);
	exit(0);
}
