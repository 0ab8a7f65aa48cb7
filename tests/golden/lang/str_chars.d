BEGIN
{
	/* a string is an array of chars to *, but no pointer to + and [ ] */
	s = "abc";
	printf("%c %d %c\n", *s, *"bcd", *strjoin("x", s));
	exit(0);
}
