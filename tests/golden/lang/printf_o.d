BEGIN
{
	printf("%o %#o %5o %-5o|\n", 8, 8, 8, 8);
	printf("%o %o\n", (char)-1, 0777);
	exit(0);
}
