BEGIN
{
#ifdef WANTED
	printf("wanted\n");
#else
	printf("not wanted\n");
#endif
	exit(0);
}
