BEGIN
{
	printf("[%s]", strtok("a=1;b=2", "="));
	printf("[%s]", strtok(NULL, ";"));
	printf("[%s]", strtok(NULL, "="));
	printf("[%s]\n", strtok(NULL, ""));
	exit(0);
}
