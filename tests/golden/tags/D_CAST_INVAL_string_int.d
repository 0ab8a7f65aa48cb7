BEGIN
{
	x = (uintptr_t)execname;
}
