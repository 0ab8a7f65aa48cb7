struct s { char c[6]; } x;

BEGIN
{
	x.c[0] = 'h';
	x.c[1] = 'i';
	printf("%s %d %s %d\n", x.c, strlen(x.c), strjoin(x.c, "!"), x.c == "hi");
	exit(0);
}
