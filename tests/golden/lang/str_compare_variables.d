BEGIN
{
	a = "apple";
	b = "banana";
	m = a < b ? a : b;
	printf("%s %d\n", m, a == b);
	exit(0);
}
