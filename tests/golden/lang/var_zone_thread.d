BEGIN
{
	printf("%s %d %s\n", zonename, errno + ipl, threadname);
	exit(0);
}
