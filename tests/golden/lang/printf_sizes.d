BEGIN
{
	printf("%d %d %d %d\n", (int8_t)-128, (int16_t)-32768, (int32_t)-2147483647, (int64_t)-1);
	printf("%d %d %d\n", (uint8_t)255, (uint16_t)65535, (uint32_t)4294967295);
	exit(0);
}
