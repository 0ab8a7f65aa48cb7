enum e { A = -1, B };
enum e v;

BEGIN
{
	v = A;
	printf("%d %u %x\n", v, v, v);
	v = (enum e)7;
	printf("%d\n", v);
	exit(0);
}
