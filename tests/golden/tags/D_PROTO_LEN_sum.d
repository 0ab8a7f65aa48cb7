BEGIN
{
	@ = sum();
}
