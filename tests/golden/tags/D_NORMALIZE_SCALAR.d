BEGIN
{
	@ = count();
	normalize(@, "x");
}
