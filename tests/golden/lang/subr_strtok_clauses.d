BEGIN
{
	printf("%s ", strtok("a b c", " "));
}

BEGIN
{
	/* the same firing of the probe: the state lives on */
	printf("%s\n", strtok(NULL, " "));
	exit(0);
}
