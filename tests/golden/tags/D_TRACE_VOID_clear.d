BEGIN
{
	@ = count();
	trace(clear(@));
}
