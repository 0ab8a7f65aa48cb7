BEGIN
/1 == 1 && "a" != "b"/
{
	printf("a\n");
}

BEGIN
/(4 / 2) == 2/
{
	printf("b\n");
}

BEGIN
/!0 || 1/
{
	printf("c\n");
	exit(0);
}
