BEGIN
{
	tracemem((void *)1, 0);
}
