BEGIN
{
	y = execname->a;
}
