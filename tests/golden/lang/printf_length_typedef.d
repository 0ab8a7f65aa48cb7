typedef int64_t stamp_t;
typedef u_longlong_t wide_t;

BEGIN
{
	printf("%ld %llx %lx %lu\n", (int64_t)-1, (uint64_t)255, (uint64_t)255, (uint64_t)9);
	printf("%ld %llx %llu %llX\n", (stamp_t)-1, (stamp_t)255, (wide_t)255, (wide_t)255);
	printf("%ld %lu %hu %hx\n", (ssize_t)-1, (size_t)1, (uint16_t)2, (int16_t)3);
	exit(0);
}
