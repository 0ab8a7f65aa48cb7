long short x;

BEGIN
{
}
