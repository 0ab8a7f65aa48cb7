BEGIN
/ /* always */ 1 /
{
	printf("yes\n");
	exit(0);
}
