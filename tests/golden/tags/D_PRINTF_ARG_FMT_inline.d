inline string format = "%d\n";

BEGIN
{
	printf(format, 1);
}
