int m[2][3];

BEGIN
{
	m[0][0] = 1;
	m[1][2] = 6;
	printf("%d %d %d %d\n", m[0][0], m[1][2], m[1][1], sizeof (m));
	exit(0);
}
