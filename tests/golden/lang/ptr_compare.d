int v[2];

BEGIN
{
	printf("%d %d %d\n", &v[0] < &v[1], &v[0] == v, &v[1] != NULL);
	exit(0);
}
