self void x;

BEGIN
{
}
