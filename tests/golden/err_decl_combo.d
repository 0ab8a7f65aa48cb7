int char x;
BEGIN
{
}
