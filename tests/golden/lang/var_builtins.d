BEGIN
{
	printf("%d %d %s\n", cpu, id, execname);
	printf("%d %d\n", timestamp > 0, walltimestamp > 0);
	printf("%d %d %d\n", arg0, arg1, arg9);
	printf("%d %d\n", errno, ipl);
	exit(0);
}
