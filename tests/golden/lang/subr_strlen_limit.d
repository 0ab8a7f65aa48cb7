BEGIN
{
	/* a string holds strsize bytes with its terminator */
	s = "0123456789";
	printf("%s %d\n", s, strlen(s));
	exit(0);
}
