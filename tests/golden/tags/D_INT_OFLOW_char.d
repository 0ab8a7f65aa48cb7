BEGIN
{
	x = '\200bcdefgh';
}
