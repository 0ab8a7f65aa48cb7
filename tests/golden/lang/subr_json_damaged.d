BEGIN
{
	s = "{\"a\": 1, \"b\": oops }";
	printf("%s %d %d\n", json(s, "a"), json(s, "b") == NULL, json("", "a") == NULL);
	printf("%d %d\n", json("{\"a\":1}", "a.b") == NULL, json("[1]", "a") == NULL);
	exit(0);
}
