int text[8];

BEGIN
{
	text[0] = 'w';
	text[1] = 'i';
	text[2] = 'd';
	text[3] = 'e';
	printf("%ls|%6ws|%-6ws|%.2ls|%lc%wc\n", text, text, text, text, 'a', 'b');
	exit(0);
}
