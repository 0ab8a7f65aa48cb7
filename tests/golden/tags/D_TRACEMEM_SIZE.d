BEGIN
{
	x = 1;
	tracemem((void *)1, x);
}
