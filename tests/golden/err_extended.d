/* Without the option the name is the program's own. */
int percentile;

BEGIN
{
	percentile = 3;
	@ = percentile(percentile, 50);
}
