#!/usr/sbin/dtrace -qs

BEGIN
{
	printf("a\n");
	exit(0);
}
