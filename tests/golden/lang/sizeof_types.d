BEGIN
{
	printf("%d %d %d %d\n", sizeof (int [3]), sizeof (char *[3]), sizeof (int (*)(void)),
	    sizeof (const char *));
	printf("%d %d\n", sizeof "abc", sizeof (struct { int a; char b; }));
	exit(0);
}
