BEGIN
{
	printf("[%.5d] [%8.5d] [%-8.5d] [%.3x]\n", 42, 42, 42, 10);
	printf("[%.*d] [%.*s]\n", 4, 7, 2, "abcdef");
	exit(0);
}
