BEGIN
{
	x = alloca("x");
}
