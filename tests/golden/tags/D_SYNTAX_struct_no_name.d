struct { int a };

BEGIN
{
}
