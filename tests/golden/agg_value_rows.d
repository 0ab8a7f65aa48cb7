/* On rows every update before is seen, and none behind. */
#pragma D option quiet
#pragma D option extended
int x;

vm:::exit
{
	@exits[exitname] = count();
}

vm:::exit
/aggval(@exits, exitname) % 2000 == 0/
{
	printf("%s %d\n", exitname, aggval(@exits, exitname));
}

vm::CPUID:exit
/x++ % 200 == 100/
{
	x /= cpu - cpu;
}

ERROR
{
	printf("error after %d\n", aggval(@exits, "CPUID"));
}

tick-5s
{
	printf("%d HLT\n", aggval(@exits, "HLT"));
}

END
{
	printf("%d HLT\n", aggval(@exits, "HLT"));
	trunc(@exits);
}
