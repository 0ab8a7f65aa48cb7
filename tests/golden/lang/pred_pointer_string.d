BEGIN
/execname != NULL/
{
	printf("yes\n");
	exit(0);
}
