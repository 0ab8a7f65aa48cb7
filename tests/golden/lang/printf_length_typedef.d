BEGIN
{
	printf("%ld %lld %llx %lu\n", (int64_t)-1, (int64_t)-1, (uint64_t)255, (uint64_t)9);
	exit(0);
}
