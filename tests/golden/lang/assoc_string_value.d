BEGIN
{
	a[1] = "one";
	a[2] = "two";
	printf("%s %s\n", a[1], a[2]);
	a[1] = a[2];
	printf("%s\n", a[1]);
	exit(0);
}
