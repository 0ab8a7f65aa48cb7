BEGIN
{
	x = (unknown_t)1;
}
