int (*f)(int, char *);
void (*g)(void);
int v(int, ...);

BEGIN
{
	printf("%d %d\n", sizeof (f), f == NULL);
	exit(0);
}
