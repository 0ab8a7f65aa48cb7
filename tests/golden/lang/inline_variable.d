int n;
inline int twice = n * 2;

BEGIN
{
	n = 4;
	printf("%d ", twice);
	n = 5;
	printf("%d\n", twice);
	exit(0);
}
