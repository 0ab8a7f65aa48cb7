void *p;
char *q;
int **r;

BEGIN
{
	printf("%d %d %d %d\n", p == NULL, q == NULL, r == 0, sizeof (p));
	exit(0);
}
