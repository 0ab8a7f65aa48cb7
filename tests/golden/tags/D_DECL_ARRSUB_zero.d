int v[0];

BEGIN
{
}
