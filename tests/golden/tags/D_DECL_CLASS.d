extern typedef int t;

BEGIN
{
}
