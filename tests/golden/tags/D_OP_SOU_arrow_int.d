BEGIN
{
	p = (int *)1;
	y = p->a;
}
