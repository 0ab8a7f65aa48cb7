double d;

BEGIN
{
	printf("%Lf", d);
}
