BEGIN
{
	printf("plain\n");
	printf("tab\there\n");
	exit(0);
}
