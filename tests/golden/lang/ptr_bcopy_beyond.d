/* bcopy() writes to what alloca() gave out, and to nothing else. */
char text[8];

BEGIN
{
	p = (char *)alloca(8);
	bcopy("abcdefg", p, 8);
	printf("%s\n", stringof(p));
	bcopy("abcdefgh", p, 9);
	printf("not reached\n");
}

BEGIN
{
	bcopy("abc", text, 4);
	printf("not reached\n");
}

ERROR
{
	printf("fault %d\n", arg4);
}

BEGIN
{
	exit(0);
}
