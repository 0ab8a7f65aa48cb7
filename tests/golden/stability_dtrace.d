dtrace:::BEGIN
{
	trace(probename);
	exit(0);
}
