nosuch:::probe
{
	x = unknown;
}
