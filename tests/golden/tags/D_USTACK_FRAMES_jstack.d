BEGIN
{
	jstack("x");
}
