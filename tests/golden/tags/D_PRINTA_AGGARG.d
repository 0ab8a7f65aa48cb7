BEGIN
{
	x = 1;
	printa("%d\n", x);
}
