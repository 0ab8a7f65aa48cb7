BEGIN
{
	printf("%d %d %d\n", (uint8_t)-1, (uint16_t)-1, (uint32_t)-1);
	printf("%d %d %d\n", (int8_t)-1, (int16_t)-1, (int32_t)-1);
	printf("%d %d\n", (uchar_t)-1, (ushort_t)-1);
	exit(0);
}
