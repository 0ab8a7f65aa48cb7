BEGIN
{
	print(1);
	print((int64_t)-1);
	print(0);
	print((uint64_t)255);
	exit(0);
}
