BEGIN
{
	/* never ends
}
