BEGIN
{
	exit(300);
}
