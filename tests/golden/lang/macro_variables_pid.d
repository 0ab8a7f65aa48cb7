BEGIN
{
	printf("%d %d %d\n", $pid == pid, $ppid == ppid, $uid == $euid);
	printf("%d\n", $gid == $egid);
	exit(0);
}
