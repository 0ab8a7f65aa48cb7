BEGIN
{
	printf("[%*d] [%-*d] [%*.*s]\n", -6, 1, 5, 2, 6, 2, "xyz");
	exit(0);
}
