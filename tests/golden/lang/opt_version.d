#pragma D option version=1.0

BEGIN
{
	printf("ok\n");
	exit(0);
}
