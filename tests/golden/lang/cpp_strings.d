#define hello goodbye

BEGIN
{
	printf("%s\n", "it's hello");
	exit(0);
}
