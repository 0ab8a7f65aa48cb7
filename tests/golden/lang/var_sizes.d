BEGIN
{
	printf("%d %d %d %d\n", sizeof (pid), sizeof (tid), sizeof (uid), sizeof (gid));
	printf("%d %d %d %d\n", sizeof (timestamp), sizeof (walltimestamp), sizeof (arg0), sizeof (epid));
	printf("%d %d %d\n", sizeof (errno), sizeof (id), sizeof (ppid));
	exit(0);
}
