BEGIN
{
	printf("%d [%s]\n", sizeof (execname), strjoin("0123456789", "abcde"));
	exit(0);
}
