BEGIN
{
	printf("%lld %lli %llu %llx %llo %llX\n", (long long)-1, (long long)-2, (unsigned long long)3,
	    (long long)255, (unsigned long long)8, (long long)255);
	exit(0);
}
