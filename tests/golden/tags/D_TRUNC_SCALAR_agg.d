BEGIN
{
	@ = count();
	trunc(@, @);
}
