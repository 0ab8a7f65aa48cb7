BEGIN
{
	/* the clause goes on to its end; no other probe but END fires */
	exit(0);
	printf("after\n");
}

BEGIN
{
	printf("unreached\n");
}

tick-1s
{
	printf("unreached\n");
}

END
{
	printf("end\n");
}
