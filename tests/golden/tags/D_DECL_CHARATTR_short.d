short char c;

BEGIN
{
}
