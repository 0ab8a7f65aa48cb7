inline int never = 1 / 1;

BEGIN
{
	printf("ok\n");
	exit(0);
}
