BEGIN
{
	x = sizeof ();
}
