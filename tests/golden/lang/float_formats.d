double d;

BEGIN
{
	printf("%E %G %.2f %10.1f|\n", d, d, d, d);
	exit(0);
}
