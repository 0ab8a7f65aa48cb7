BEGIN
{
	x = 0;
	y = 1;
	r = x && y++;
	printf("%d %d\n", r, y);
	r = y || x++;
	printf("%d %d\n", r, x);
	r = y && ++x;
	printf("%d %d\n", r, x);
	exit(0);
}
