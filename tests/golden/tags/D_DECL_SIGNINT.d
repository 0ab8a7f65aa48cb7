unsigned float f;

BEGIN
{
}
