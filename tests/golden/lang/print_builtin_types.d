struct pair {
	int a, b;
};

BEGIN
{
	print(strlen("abc"));
	print(htons(1));
	print(htonl(1));
	print(ntohll(1));
	print(strtoll("5"));
	print(sizeof(int));
	print(offsetof(struct pair, b));
	print(epid);
	print(errno);
	print(stackdepth);
	print(caller);
	printf("%lx %hx %x %lu\n", sizeof(int), htons(1), htonl(1), strlen("abc"));
	exit(0);
}
