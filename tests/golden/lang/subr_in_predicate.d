BEGIN
/strlen("abc") == 3 && index("abc", "c") == 2/
{
	printf("yes\n");
	exit(0);
}
