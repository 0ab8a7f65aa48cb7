BEGIN
{
	/* a constant condition chooses when the program is compiled */
	printf("%s %d %d\n", 1 ? "a" : "b", 0 ? 1 : 2, sizeof (1 ? (char)1 : 1LL));
	exit(0);
}
