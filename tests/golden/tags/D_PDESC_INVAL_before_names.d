BEGIN
{
	trace(nosuch);
}

a:b:c:d:e
{
}
