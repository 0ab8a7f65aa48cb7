BEGIN
{
	s = "path/to/file";
	printf("[%s] [%s]\n", strchr(s, '/'), strrchr(s, '/'));
	printf("%d %d\n", strchr(s, 'z') == NULL, strrchr(s, 'z') == NULL);
	exit(0);
}
