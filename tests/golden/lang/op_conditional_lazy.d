BEGIN
{
	x = 1;
	y = 10;
	r = x ? 5 : y++;
	printf("%d %d\n", r, y);
	r = !x ? y++ : 6;
	printf("%d %d\n", r, y);
	exit(0);
}
