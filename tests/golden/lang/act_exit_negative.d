BEGIN
{
	exit(-1);
}
