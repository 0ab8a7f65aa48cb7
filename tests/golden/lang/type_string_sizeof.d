BEGIN
{
	s = "hello";
	printf("%d %d %d %d\n", sizeof ("hi"), sizeof (""), sizeof (s), sizeof (execname));
	exit(0);
}
