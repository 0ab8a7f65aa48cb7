struct nosuch x;

BEGIN
{
}
