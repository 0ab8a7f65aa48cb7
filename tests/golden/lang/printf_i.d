BEGIN
{
	printf("%i %5i %-5i|\n", -1, 7, 7);
	printf("%i %i\n", (unsigned char)200, (char)-1);
	exit(0);
}
