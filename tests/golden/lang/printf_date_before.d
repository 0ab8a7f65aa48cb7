BEGIN
{
	printf("%Y\n", (int64_t)-2000000000);
	printf("%T\n", (int64_t)-2000000000);
	exit(0);
}
