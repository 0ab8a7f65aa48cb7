BEGIN
{
	printf("%hd %hi %hu %hx %ho\n", (short)-1, (short)-1, (unsigned short)65535, (short)255, (unsigned short)8);
	exit(0);
}
