BEGIN
{
	!"a";
}
