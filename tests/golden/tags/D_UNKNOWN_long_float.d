long float f;

BEGIN
{
}
