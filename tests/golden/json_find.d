string text;

BEGIN
{
	text = "{ \"a\": { \"b\": [ 1, -2.5e+3, {\"c\":\"d\\u0041\\\"e\"} ] }, \"t\": true }";
	printf("%s\n%s\n", json(text, "a.b[1]"), json(text, "a.b[2].c"));
	printf("%s\n%s\n%s\n", json(text, "a"), json(text, "a.b.0"), json(text, "t"));
	exit(0);
}
