BEGIN
{
	printf("first\n");
	freopen("/dev/%s", "null");
	printf("lost\n");
	freopen("");
	printf("last\n");
	exit(0);
}
