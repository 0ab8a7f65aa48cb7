int v[3];

BEGIN
{
	v[0] = 1;
	v[1] = 2;
	v[2] = 3;
	print(v);
	exit(0);
}
