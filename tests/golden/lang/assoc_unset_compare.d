BEGIN
{
	m["a"] = "s";
	m["a"] = 0;
	printf("%d\n", m["a"] == NULL);
	exit(0);
}
