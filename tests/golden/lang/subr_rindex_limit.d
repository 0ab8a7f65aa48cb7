BEGIN
{
	printf("%d %d\n", index("abcdefghijk", "j"), rindex("abcdefghijk", "j"));
	printf("%d %d\n", index("abcdefghijk", "h"), rindex("abcdefghijk", "h"));
	exit(0);
}
