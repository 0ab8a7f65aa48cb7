BEGIN
{
	x = 2;
	if (x > 1)
		if (x > 2)
			printf("more\n");
		else
			printf("two\n");
	else if (x)
		printf("one\n");
	if (x) ; else printf("none\n");
	exit(0);
}
