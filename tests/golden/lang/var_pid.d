BEGIN
{
	printf("%d %d\n", pid == $pid, ppid > 0);
	exit(0);
}
