int char x;

BEGIN
{
}
