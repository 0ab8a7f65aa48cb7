BEGIN
{
	printf("%d %d %d\n", a["k"]++, ++a["k"], a["k"]--);
	printf("%d\n", a["k"]);
	exit(0);
}
