BEGIN
{
	x = 1;
	if (x) {
		y = 10;
		x = 0;
	} else {
		y = 20;
	}
	printf("%d %d\n", x, y);
	exit(0);
}
