BEGIN
{
	x = 1;
	x += 10;
	printf("%d ", x);
	x -= 3;
	printf("%d ", x);
	x *= 4;
	printf("%d ", x);
	x /= 5;
	printf("%d ", x);
	x %= 4;
	printf("%d\n", x);
	exit(0);
}
