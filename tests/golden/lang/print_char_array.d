char v[8];

BEGIN
{
	v[0] = 'o';
	v[1] = 'k';
	print(v);
	exit(0);
}
