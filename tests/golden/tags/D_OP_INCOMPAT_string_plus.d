BEGIN
{
	x = "abcdef";
	y = x + 2;
	printf("%s %c %d\n", stringof(y), *y, strlen(stringof(y + 1)));
	exit(0);
}
