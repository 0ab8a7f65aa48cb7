#!/usr/sbin/dtrace -Cs
#define X 1

BEGIN
{
	printf("%d\n", X);
	exit(0);
}
