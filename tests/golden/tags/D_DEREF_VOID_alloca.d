BEGIN
{
	y = *alloca(8);
}
