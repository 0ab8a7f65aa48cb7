float f;
double d;

BEGIN
{
	printf("%f %e %g %E %G|%10.2f|%-8.1f|%+f\n", f, d, f, d, d, f, d, f);
	exit(0);
}
