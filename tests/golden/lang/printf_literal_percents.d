BEGIN
{
	printf("%5%|%-5%|%%\n");
	exit(0);
}
