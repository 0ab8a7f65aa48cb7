tick-100ms
{
	printf("%s %s %d %d\n", probeprov, probename, arg0 == 1, arg1);
	exit(0);
}
