BEGIN
{
	@[strjoin("a", "b"), strlen("xyz")] = count();
	printa("%s %d %@d\n", @);
	exit(0);
}
