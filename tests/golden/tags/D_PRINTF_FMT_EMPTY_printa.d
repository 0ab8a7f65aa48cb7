BEGIN
{
	@ = count();
	printa("", @);
}
