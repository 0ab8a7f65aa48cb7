BEGIN
{
	p = (void *)1;
	q = p + 1;
}
