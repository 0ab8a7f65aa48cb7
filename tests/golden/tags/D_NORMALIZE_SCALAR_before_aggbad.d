BEGIN
{
	normalize(@nosuch, "x");
}
