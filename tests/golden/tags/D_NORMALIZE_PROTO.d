BEGIN
{
	@ = count();
	normalize(@);
}
