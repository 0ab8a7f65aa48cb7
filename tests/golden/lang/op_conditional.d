BEGIN
{
	x = 3;
	printf("%d %d\n", x > 2 ? 10 : 20, x > 5 ? 10 : 20);
	printf("%s\n", x == 3 ? "three" : "other");
	printf("%d\n", x == 1 ? 1 : x == 2 ? 2 : x == 3 ? 33 : 4);
	exit(0);
}
