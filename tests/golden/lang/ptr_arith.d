int v[4];

BEGIN
{
	v[0] = 10;
	v[1] = 11;
	v[2] = 12;
	v[3] = 13;
	p = &v[1];
	printf("%d %d %d %d\n", *p, *(p + 1), p[2], *(p - 1));
	printf("%d\n", &v[3] - p);
	p++;
	printf("%d\n", *p);
	exit(0);
}
