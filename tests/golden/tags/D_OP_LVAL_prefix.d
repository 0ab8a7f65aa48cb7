BEGIN
{
	++6;
}
