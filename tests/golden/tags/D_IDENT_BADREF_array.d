int m[int];

BEGIN
{
	x = m;
}
