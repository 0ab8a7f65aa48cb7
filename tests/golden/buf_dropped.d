/* What no buffer can hold is dropped, and its clause does not run. */
BEGIN
{
	x = 1;
	printf("%d %d", 1, 2);
}

BEGIN
{
	exit(x);
}
