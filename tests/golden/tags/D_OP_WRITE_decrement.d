BEGIN
{
	--uid;
}
