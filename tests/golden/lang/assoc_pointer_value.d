BEGIN
{
	p["x"] = (char *)16;
	printf("%d %d\n", p["x"] == NULL, p["y"] == NULL);
	exit(0);
}
