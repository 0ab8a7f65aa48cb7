inline string name = "hello";
inline string named[int x] = "hello";

BEGIN
{
	printf("%d %d %d %s\n", sizeof (name), sizeof (named[1]), sizeof ("hello"), name);
	exit(0);
}
