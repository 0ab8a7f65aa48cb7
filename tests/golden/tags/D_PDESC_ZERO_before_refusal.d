nosuch:::
{
	stack();
}
