int v[3];

BEGIN
{
	@[v] = count();
}
