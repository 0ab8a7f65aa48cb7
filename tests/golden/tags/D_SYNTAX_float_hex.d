BEGIN
{
	x = 0x1.8p3;
}
