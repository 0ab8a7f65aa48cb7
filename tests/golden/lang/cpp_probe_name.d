WHEN
{
	printf("%s\n", probename);
	exit(0);
}
