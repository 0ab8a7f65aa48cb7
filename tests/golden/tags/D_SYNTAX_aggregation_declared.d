int @a;

BEGIN
{
}
