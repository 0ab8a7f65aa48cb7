inline int twice[int x] = 2 * x;

BEGIN
{
	twice[1]++;
}
