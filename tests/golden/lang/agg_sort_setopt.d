BEGIN
{
	@["a"] = sum(2);
	@["b"] = sum(1);
	printa("%s %@d\n", @);
	setopt("aggsortkey");
	printa("%s %@d\n", @);
	setopt("aggsortrev");
	printa("%s %@d\n", @);
	setopt("aggsortkey", "no");
	printa("%s %@d\n", @);
	exit(0);
}
