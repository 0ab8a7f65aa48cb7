BEGIN
{
	s = "x";
	s = NULL;
	printf("%d\n", s == NULL);
	s = "y";
	printf("%s\n", s);
	exit(0);
}
