int v[-1];

BEGIN
{
}
