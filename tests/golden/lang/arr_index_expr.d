int v[5];

BEGIN
{
	i = 2;
	v[i] = 20;
	v[i + 1] = 30;
	printf("%d %d\n", v[2], v[i++]);
	printf("%d\n", v[i]);
	exit(0);
}
