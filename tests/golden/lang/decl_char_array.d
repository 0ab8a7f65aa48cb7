char buf[8];

BEGIN
{
	buf[0] = 'h';
	buf[1] = 'i';
	printf("%s %d\n", stringof (buf), sizeof (buf));
	exit(0);
}
