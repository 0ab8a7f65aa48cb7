provider mine {
	probe go(int a, string b);
	probe stop();
};

BEGIN
{
	printf("declared\n");
	exit(0);
}
