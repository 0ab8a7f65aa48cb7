#pragma D depends_on provider dtrace

BEGIN
{
	printf("ok\n");
	exit(0);
}
