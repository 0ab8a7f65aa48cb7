BEGIN
{
	x = 0x12345678;
	printf("%d %d %d\n", (char)x, (unsigned char)0x1ff, (short)0x18000);
	printf("%d %u %d\n", (int)0x1ffffffff, (unsigned int)-1, (int8_t)200);
	exit(0);
}
