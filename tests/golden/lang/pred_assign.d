tick-1s
/n++ == 2/
{
	printf("third\n");
	exit(0);
}
