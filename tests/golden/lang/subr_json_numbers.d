BEGIN
{
	s = "{\"i\":-12,\"f\":3.25,\"e\":1e6}";
	printf("%s %s %s\n", json(s, "i"), json(s, "f"), json(s, "e"));
	printf("%d\n", strtoll(json(s, "i")) + 2);
	exit(0);
}
