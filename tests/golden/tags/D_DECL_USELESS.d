const;

BEGIN
{
}
