BEGIN
{
	trace(Pid);
}
