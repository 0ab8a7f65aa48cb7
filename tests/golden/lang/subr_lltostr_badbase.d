BEGIN
{
	printf("%s\n", lltostr(1, 1));
}

BEGIN
{
	printf("%s\n", lltostr(1, 37));
}

BEGIN
{
	printf("end\n");
	exit(0);
}
