unsigned unsigned int x;

BEGIN
{
}
