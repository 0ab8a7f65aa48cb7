BEGIN
{
	x = "a\0b";
	printf("%s %d\n", x, strlen(x));
	exit(0);
}
