enum state { OFF, ON };
enum state s;

BEGIN
{
	printf("%d ", s);
	s = ON;
	printf("%d %d\n", s, s == ON);
	exit(0);
}
