inline X = 1;

BEGIN
{
}
