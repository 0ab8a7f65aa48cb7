BEGIN
{
	printf("%lld", (int64_t)1);
}
