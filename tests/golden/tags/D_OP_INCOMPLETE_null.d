BEGIN
{
	x = ((struct nowhere *)0)->x;
}
