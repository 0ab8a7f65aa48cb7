long char c;

BEGIN
{
}
