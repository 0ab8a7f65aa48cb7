BEGIN
{
	x = 1;
	if (x) {
		@["yes"] = count();
	} else {
		@["no"] = count();
	}
	printa("%s %@d\n", @);
	exit(0);
}
