int v[4];

BEGIN
{
	v[0] = 1;
	v[1] = 2;
	v[3] = v[0] + v[1];
	printf("%d %d %d %d %d\n", v[0], v[1], v[2], v[3], sizeof (v));
	exit(0);
}
