BEGIN
{
	printf("before\n");
	system("echo %s %d", "value", 5);
	printf("after\n");
	exit(0);
}
