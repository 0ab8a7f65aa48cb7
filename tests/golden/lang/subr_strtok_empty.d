BEGIN
{
	/* delimiters run together, and those at the ends, make no empty tokens */
	printf("[%s]", strtok("  a  b ", " "));
	printf("[%s]", strtok(NULL, " "));
	printf("%d ", strtok(NULL, " ") == NULL);
	printf("%d %d\n", strtok("", ",") == NULL, strtok(",,,", ",") == NULL);
	exit(0);
}
