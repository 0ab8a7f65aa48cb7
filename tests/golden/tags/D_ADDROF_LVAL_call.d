BEGIN
{
	y = &strlen("a");
}
