/* What would act on a live system is passed over; alone it records no data, so prints no row. */
BEGIN
{
	raise(9);
}

BEGIN
{
	chill(100);
	stop();
}

BEGIN
{
	trace("data");
	breakpoint();
	exit(0);
}
