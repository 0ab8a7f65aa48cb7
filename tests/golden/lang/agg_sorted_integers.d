BEGIN
{
	/* keys compare unsigned */
	@[-1] = count();
	@[2] = count();
	@[0] = count();
	exit(0);
}
