BEGIN
{
	printf("%d\n", strtoll($$pid) == $pid);
	exit(0);
}
