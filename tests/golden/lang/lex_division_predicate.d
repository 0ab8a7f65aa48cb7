BEGIN
/8 / 2 / 2 == 2/
{
	printf("two\n");
	exit(0);
}
