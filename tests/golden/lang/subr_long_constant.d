/* A constant longer than strsize: no function looks further into it. */
#pragma D option strsize=16

BEGIN
{
	printf("%d %d %d\n", strlen("0123456789abcdefghij"), index("0123456789abcdefghij", "h"),
	    index("0123456789abcdefghij", "f"));
	printf("[%s] [%s]\n", substr("0123456789abcdefghij", 10),
	    strstr("0123456789abcdefghij", "e"));
	printf("%d %d\n", strchr("0123456789abcdefghij", 'h') == NULL,
	    strstr("0123456789abcdefghij", "hi") == NULL);
	exit(0);
}
