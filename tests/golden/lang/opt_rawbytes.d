int words[3];

BEGIN
{
	words[0] = 'A';
	trace(words);
	trace("abc");
	trace(7);
	@["key"] = count();
	printa(@);
	printa("%s %@d\n", @);
	exit(0);
}
