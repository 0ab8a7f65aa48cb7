BEGIN
{
	printf("%d %d %d %d %d\n", sizeof (char), sizeof (short), sizeof (int), sizeof (long),
	    sizeof (long long));
	printf("%d %d\n", sizeof (void *), sizeof (string));
	x = (short)1;
	printf("%d %d %d\n", sizeof (x), sizeof (x + x), sizeof x);
	exit(0);
}
