int a;

BEGIN
{
	trace(a + (a + (a + (a + (a + (a + (a + a)))))));
}
