inline uint8_t low = 0x1ff;

BEGIN
{
	printf("%d %d\n", low, sizeof (low));
	exit(0);
}
