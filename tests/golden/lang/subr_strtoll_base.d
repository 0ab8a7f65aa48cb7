BEGIN
{
	printf("%d %d %d\n", strtoll("ff", 16), strtoll("0xff", 16), strtoll("-0x10", 16));
	printf("%d %d %d\n", strtoll("777", 8), strtoll("101", 2), strtoll("z", 36));
	printf("%d %d\n", strtoll("129", 8), strtoll("010"));
	exit(0);
}
