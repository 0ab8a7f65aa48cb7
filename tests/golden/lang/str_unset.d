string g;
this string t;

BEGIN
{
	/* an unset global or clause-local string is empty, not NULL */
	printf("[%s] [%s] %d\n", g, this->t, strlen(g));
	exit(0);
}
