dtrace:::*
{
	trace(args[0]);
}
