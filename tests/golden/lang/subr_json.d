BEGIN
{
	s = "{ \"name\": \"vm1\", \"size\": 42, \"on\": true, \"none\": null }";
	printf("%s %s %s %s\n", json(s, "name"), json(s, "size"), json(s, "on"), json(s, "none"));
	printf("%d\n", json(s, "absent") == NULL);
	exit(0);
}
