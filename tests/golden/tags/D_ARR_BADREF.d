int m[3];

BEGIN
{
	x = m[1, 2];
	exit(0);
}
