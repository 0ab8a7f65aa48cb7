BEGIN
{
	@ = sum(7);
	printa("[%@5d] [%5@d] [%-5@d] [%@05d] [%05@d]\n", @);
	exit(0);
}
