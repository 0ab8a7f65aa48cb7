BEGIN
{
	s = "{\"a\":{\"b\":{\"c\":7}},\"l\":[10,{\"x\":\"deep\"},[1,2]]}";
	printf("%s %s %s\n", json(s, "a.b.c"), json(s, "l[0]"), json(s, "l[1].x"));
	printf("%s %s\n", json(s, "l[2][1]"), json(s, "l[2]"));
	printf("%s\n", json(s, "a.b"));
	exit(0);
}
