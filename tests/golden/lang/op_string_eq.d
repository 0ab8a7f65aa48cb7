BEGIN
{
	x = "abc";
	y = "abd";
	printf("%d%d%d%d%d%d\n", x == y, x != y, x < y, x <= y, x > y, x >= y);
	printf("%d%d%d\n", x == "abc", "abc" == x, x == "ABC");
	exit(0);
}
