BEGIN
{
	x = "text";
	printf("%s %s\n", stringof (x), stringof ("lit"));
	printf("%s\n", (string)"cast");
	exit(0);
}
