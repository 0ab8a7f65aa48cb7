BEGIN
{
	x = progenyof("x");
}
