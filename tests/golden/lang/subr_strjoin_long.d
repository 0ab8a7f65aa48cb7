BEGIN
{
	printf("%s\n", strjoin("0123", "456"));
}

BEGIN
{
	printf("%s\n", strjoin("0123", "4567"));
}

BEGIN
{
	printf("last\n");
	exit(0);
}
