BEGIN
{
	trace(nosuch);
}

END
{
	x = nosuch / (sizeof (int) - 4);
}
