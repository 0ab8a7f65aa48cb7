BEGIN
{
	iffy = 1;
	selfish = 2;
	this_one = 3;
	sizeofx = 4;
	printf("%d\n", iffy + selfish + this_one + sizeofx);
	exit(0);
}
