dtrace:::[!E]*N,
dtrace:::[!B]*R
{
	printf("%s\n", probename);
}

BEGIN
{
	exit(0);
}
