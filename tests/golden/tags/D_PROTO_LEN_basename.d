BEGIN
{
	x = basename();
}
