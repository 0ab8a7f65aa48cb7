int x;

BEGIN
{
	x += 5;
	y++;
	--z;
	printf("%d %d %d\n", x, y, z);
	exit(0);
}
