BEGIN
{
	c = (char)1;
	s = (short)1;
	i = 1;
	l = 1L;
	u = 1u;
	t = timestamp;
	n = "s";
	printf("%d %d %d %d %d %d %d\n", sizeof (c), sizeof (s), sizeof (i), sizeof (l), sizeof (u),
	    sizeof (t), sizeof (n));
	exit(0);
}
