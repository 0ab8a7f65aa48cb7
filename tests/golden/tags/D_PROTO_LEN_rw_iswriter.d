BEGIN
{
	x = rw_iswriter();
}
