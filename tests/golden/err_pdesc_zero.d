vm:::nosuch
{
	trace(1);
}
