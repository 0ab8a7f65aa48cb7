enum e { ONE = 1, TEN = 10 };

BEGIN
{
	printf("%d %d %d\n", ONE + TEN, TEN / 3, TEN > ONE);
	exit(0);
}
