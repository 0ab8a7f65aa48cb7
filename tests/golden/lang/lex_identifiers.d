BEGIN
{
	_x = 1;
	x9 = 2;
	__ = 3;
	LongName_2 = 4;
	printf("%d\n", _x + x9 + __ + LongName_2);
	exit(0);
}
