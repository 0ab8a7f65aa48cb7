BEGIN
{
	x = "no end
";
}
