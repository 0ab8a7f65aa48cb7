BEGIN
{
	if (1) {
	}
	if (1)
		;
	if (0)
		x = 1;
	else
		;
	printf("ok\n");
	exit(0);
}
