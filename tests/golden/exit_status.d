/* exit(): its clause goes on, no other does but END; the last status counts. */
#pragma D option quiet

vm::CPUID:exit
/++n == 3/
{
	exit(1);
	printf("exits %d\n", n);
}

vm::CPUID:exit
{
	seen = n;
}

tick-1s
{
	printf("never\n");
}

END
{
	printf("seen %d\n", seen);
	exit(7);
}
