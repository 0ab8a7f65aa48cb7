nosuch_t x;

BEGIN
{
	x = 1;
}
