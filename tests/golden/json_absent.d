/* What is absent, of another kind, or damaged before it is found, is NULL. */
string text;

BEGIN
{
	text = "{\"a\":[1,{\"b\":2}],\"c\":[,\"d\":3}";
	printf("%d", json(text, "x") == NULL);
	printf("%d", json(text, "a.b") == NULL);
	printf("%d", json(text, "a[5]") == NULL);
	printf("%d", json(text, "a[0].b") == NULL);
	printf("%d", json(text, "c") == NULL);
	printf("%d", json(text, "d") == NULL);
	printf("%d", json("plain", "d") == NULL);
	printf("%d", json("{\"a\":0x10}", "a") == NULL);
	printf("%d", json("{\"a\":12", "a") == NULL);
	printf("%d", json("{\"a\":\"\\u12\"}", "a") == NULL);
	printf(" %s\n", json(text, "a[1].b"));
	exit(0);
}
