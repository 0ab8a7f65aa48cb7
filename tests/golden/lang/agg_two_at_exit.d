BEGIN
{
	/* in the order of the program's text, one blank line before all */
	@b = sum(2);
	@a = sum(1);
	exit(0);
}
