int64_t x;

BEGIN
{
	trace(3 / (sizeof (x) - 8));
}

ERROR
{
	printf("%d\n", arg4 == DTRACEFLT_DIVZERO);
	exit(0);
}
