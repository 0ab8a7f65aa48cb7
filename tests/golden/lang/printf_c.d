BEGIN
{
	printf("[%c] [%5c] [%-5c]\n", 'a', 'b', 'c');
	printf("%c%c%c\n", 65, 0x42, (char)67);
	exit(0);
}
