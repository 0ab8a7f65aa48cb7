/* $pid is the reporter: the one whose BEGIN, tick and END fire. */
#pragma D option quiet

BEGIN, tick-6s, END
/pid == $pid && ppid == $ppid && uid == $uid/
{
	printf("%s %d\n", probename, strlen($$pid) > 0);
}

vm:::exit
/pid == $pid/
{
	exit(1);
}
