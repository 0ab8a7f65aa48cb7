BEGIN
{
	/* || binds looser than ^^, ^^ looser than && */
	printf("%d %d %d\n", 1 || 1 ^^ 1, 1 ^^ 1 && 0, 0 && 1 || 1);
	printf("%d\n", 1 ? 0 : 1 || 1);
	exit(0);
}
