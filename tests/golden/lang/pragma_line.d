#line 100 "other.d"

BEGIN
{
	printf("ok\n");
	exit(0);
}
