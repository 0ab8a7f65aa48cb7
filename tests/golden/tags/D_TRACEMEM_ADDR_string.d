BEGIN
{
	tracemem("hello", 5);
}
