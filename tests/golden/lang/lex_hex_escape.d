BEGIN
{
	printf("%s\n", "\x41\x42\x6a");
	exit(0);
}
