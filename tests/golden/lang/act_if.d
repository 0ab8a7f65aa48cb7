BEGIN
{
	x = 5;
	if (x > 3) {
		printf("big\n");
	} else {
		printf("small\n");
	}
	if (x == 5)
		printf("five\n");
	if (x != 5)
		printf("other\n");
	else
		printf("five again\n");
	exit(0);
}
