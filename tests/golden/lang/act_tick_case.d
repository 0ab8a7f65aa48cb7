tick-1S
{
	printf("second\n");
}

tick-1500MSEC
{
	printf("later\n");
	exit(0);
}
