int x;

BEGIN
{
	@ = lquantize(1, x, 10, 1, 1, 1);
}
