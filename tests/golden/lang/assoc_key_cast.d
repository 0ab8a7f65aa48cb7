int m[uint8_t];

BEGIN
{
	m[257] = 3;
	m[-1]++;
	printf("%d %d\n", m[1], m[255]);
	a[1] = 4;
	printf("%d\n", a[0x100000001]);
	/* but not those of an aggregation */
	@c[(char)1] = count();
	@c[257] = count();
	exit(0);
}
