inline int X;

BEGIN
{
}
