BEGIN
{
	x = 'ninechars';
}
