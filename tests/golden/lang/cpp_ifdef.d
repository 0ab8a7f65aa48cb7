BEGIN
{
#ifdef WANTED
	printf("wanted\n");
#else
	printf("not wanted\n");
#endif
#ifndef OTHER
	printf("no other\n");
#endif
	exit(0);
}
