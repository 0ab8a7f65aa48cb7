BEGIN
{
	x = 0xff;
	x &= 0x3c;
	printf("%x ", x);
	x |= 0x100;
	printf("%x ", x);
	x ^= 0x11c;
	printf("%x ", x);
	x <<= 4;
	printf("%x ", x);
	x >>= 8;
	printf("%x\n", x);
	exit(0);
}
