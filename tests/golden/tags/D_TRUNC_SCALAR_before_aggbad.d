BEGIN
{
	trunc(@nosuch, "x");
}
