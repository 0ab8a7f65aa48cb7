dtrace:::BEGIN
{
	n = 0;
}

profile:::tick-1s
/++n == 2/
{
	trace(probeprov);
	exit(0);
}
