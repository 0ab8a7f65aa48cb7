/* Limits are the same where they leave the same whole levels. */
BEGIN
{
	@ = lquantize(1, 0, 100, 30);
	@ = lquantize(89, 0, 91, 30);
	@ = lquantize(95, 0, 119, 30);
	exit(0);
}
