BEGIN
{
	@["a"] = sum(1);
	trunc(@, 0);
	printa("%s %@d\n", @);
	printf("end\n");
	exit(0);
}
