signed unsigned int x;

BEGIN
{
}
