#pragma ident "a tool's mark"
#pragma nosuch thing
#ident "also a mark"

BEGIN
{
	printf("ok\n");
	exit(0);
}
