BEGIN
{
	trace(nosuch);
}

END
{
	trace(offsetof(int, a));
}
