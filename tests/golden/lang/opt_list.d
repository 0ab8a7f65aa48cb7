BEGIN
{
	trace(1);
}

profile:::tick-1s
{
	exit(0);
}
