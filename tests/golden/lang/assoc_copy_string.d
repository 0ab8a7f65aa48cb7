BEGIN
{
	a[1] = "x";
	b = a[1];
	a[1] = 0;
	printf("%s %d\n", b, a[1] == NULL);
	exit(0);
}
