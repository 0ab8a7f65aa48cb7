/* Keys whose widths put the fields behind them elsewhere sort by that, before their values. */
BEGIN
{
	@a[1LL, 2] = sum(2);
	@a[(char)1, (char)2] = sum(50);
	@a[1, 2] = sum(3);
	@a[(char)1, (int)2] = sum(1);
	@a[(short)1, (char)2] = sum(-1);
	exit(0);
}
