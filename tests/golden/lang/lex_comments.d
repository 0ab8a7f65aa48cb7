/* one */ BEGIN /* two */
{
	/*
	 * several lines
	 */
	x = 1 /* inside */ + 2;
	printf("%d\n", x); /* after */
	exit(0);
}
/* last */
