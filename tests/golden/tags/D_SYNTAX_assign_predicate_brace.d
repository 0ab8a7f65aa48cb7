BEGIN
/x = 1
{
}
