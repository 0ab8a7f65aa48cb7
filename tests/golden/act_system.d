/* A command's output stands at its place among the program's. */
BEGIN
{
	printf("before\n");
	system("echo %s %d", "within", 5);
	printf("after\n");
	exit(0);
}
