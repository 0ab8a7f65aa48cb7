inline int N = 4;
int v[N * 2];

BEGIN
{
	printf("%d\n", sizeof (v));
	exit(0);
}
