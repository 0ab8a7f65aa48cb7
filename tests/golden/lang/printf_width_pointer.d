BEGIN
{
	printf("[%?d] [%?x] [%-?d]\n", 42, 255, 1);
	exit(0);
}
