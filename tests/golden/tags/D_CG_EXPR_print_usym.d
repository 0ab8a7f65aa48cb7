BEGIN
{
	print(usym(1));
}
