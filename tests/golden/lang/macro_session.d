BEGIN
{
	printf("%d %d %s %s\n", $projid, $taskid, $$projid, $$taskid);
	printf("%d %d\n", $$sid == lltostr($sid), $$pgid == lltostr($pgid));
	printf("%d %d\n", $$egid == lltostr($egid), $$ppid == lltostr($ppid));
	exit(0);
}
