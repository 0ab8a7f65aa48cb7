BEGIN
{
	y = *(void *)1;
}
