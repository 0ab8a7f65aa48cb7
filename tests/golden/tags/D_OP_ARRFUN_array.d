int v[3];
int w[3];

BEGIN
{
	v = w;
}
