BEGIN
/"a/b" == "a/b"/
{
	printf("/* text */ // too\n");
}

BEGIN
/8 /2/
{
	printf("four\n");
}

BEGIN
/4 / (1 + 1) == 2 && 1/
{
	exit(0);
}
