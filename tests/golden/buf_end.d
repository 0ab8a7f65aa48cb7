/* A buffer that fills is larger than what END needs of it. */
BEGIN
{
	exit(0);
}

END
{
	printf("%d %d", 1, 2);
}
