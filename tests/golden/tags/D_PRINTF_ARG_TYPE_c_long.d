BEGIN
{
	printf("%c\n", (int64_t)65);
}
