BEGIN
{
	u = (unsigned int)4000000000;
	i = -1;
	printf("%d %d\n", u > i, u < i);
	printf("%d\n", (uint64_t)u > (uint64_t)1);
	exit(0);
}
