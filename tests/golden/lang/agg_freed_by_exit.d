BEGIN
{
	@a = count();
	exit(0);
}

END
{
	printa("end %@d\n", @a);
	@b = sum(3);
}
