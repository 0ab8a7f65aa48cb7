BEGIN
{
	tracemem(1);
}
