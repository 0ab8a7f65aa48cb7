BEGIN
{
	tracemem((void *)1, 1, 1, 1);
}
