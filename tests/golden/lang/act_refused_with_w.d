BEGIN
{
	stop();
	printf("on\n");
	exit(0);
}
