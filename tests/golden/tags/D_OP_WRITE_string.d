BEGIN
{
	execname = "x";
}
