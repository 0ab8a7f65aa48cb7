BEGIN
{
	s = "the fat cat sat";
	printf("[%s] [%s] [%s]\n", strstr(s, "cat"), strstr(s, "at"), strstr(s, ""));
	printf("%d %d\n", strstr(s, "dog") == NULL, strstr(s, "sat") != NULL);
	exit(0);
}
