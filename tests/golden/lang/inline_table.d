inline string name[int r] = r == 0 ? "zero" : r == 1 ? "one" : r == 10 ? "ten" : "<unknown>";

BEGIN
{
	printf("%s %s %s %s\n", name[0], name[1], name[10], name[2]);
	exit(0);
}
