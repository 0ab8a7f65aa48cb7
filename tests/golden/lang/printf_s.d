BEGIN
{
	printf("[%s] [%8s] [%-8s] [%.2s] [%8.3s]\n", "abcd", "abcd", "abcd", "abcd", "abcd");
	printf("[%s] [%2s]\n", "", "long");
	exit(0);
}
