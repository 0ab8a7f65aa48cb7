BEGIN
{
	x = lltostr("text");
}
