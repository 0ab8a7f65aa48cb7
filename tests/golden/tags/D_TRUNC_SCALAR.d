BEGIN
{
	@ = count();
	trunc(@, "x");
}
