BEGIN
{
	printf("%s\n", strtok("a b c", " "));
}

tick-1s
{
	printf("%s\n", strtok(NULL, " "));
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
