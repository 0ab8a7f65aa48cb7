BEGIN
{
	x = progenyof();
}
